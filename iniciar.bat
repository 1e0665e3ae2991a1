@echo off
rem Windows twin of "make run": installs what is missing, starts the server, opens a browser page.
rem Without a network:  set WHEELHOUSE=folder  and then  iniciar.bat
rem (Written with care, but not tried on a Windows machine by its authors.)
setlocal
cd /d "%~dp0"

set "VENV=.venv"
set "NEEDS=requirements.lock"
set "FROM=--require-hashes"
if not "%WHEELHOUSE%"=="" set "NEEDS=requirements.txt"
if not "%WHEELHOUSE%"=="" set FROM=--no-index --find-links "%WHEELHOUSE%"

if exist "%VENV%\Scripts\python.exe" goto packages
py -3.11 -m venv "%VENV%" 2>nul
if not exist "%VENV%\Scripts\python.exe" python -m venv "%VENV%"
if not exist "%VENV%\Scripts\python.exe" goto nopython

:packages
fc /b "%NEEDS%" "%VENV%\installed.txt" >nul 2>nul
if not errorlevel 1 goto start
"%VENV%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check %FROM% -r "%NEEDS%"
if errorlevel 1 goto failed
copy /y "%NEEDS%" "%VENV%\installed.txt" >nul

:start
"%VENV%\Scripts\python.exe" app.py %*
exit /b %errorlevel%

:nopython
echo Hace falta Python 3.11 o posterior. / Python 3.11 or newer is needed.
pause
exit /b 1

:failed
echo No se pudo instalar. Sin red: set WHEELHOUSE=carpeta / Could not install. Without a network: set WHEELHOUSE=folder
pause
exit /b 1
