"""Places: names and codes, polygons, points into polygons, population.

book         PlaceBook: what a place is called, what lies in it, which place holds a point, its polygons to draw
joining      points into polygons
polygon_set  PolygonSet: the polygons of one level, as the store keeps them
polygons     reading a polygon file: repaired polygons and every problem
population   PopulationTable and reading a population file
"""
