// Shows markup written on the server, tells which shape was chosen, and looks closer at maps. Nothing is fetched.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let host = parentElement.querySelector(".host");
  if (!host) {
    host = document.createElement("div");
    host.className = "host";
    parentElement.appendChild(host);
  }
  if (host.markup !== data) {
    host.innerHTML = data;
    host.markup = data;
    host.querySelectorAll("svg[data-zoom]").forEach((map) => lookable(host, map));
  }
  const pick = (event) => {
    const shape = event.target.closest("[data-pick]");
    if (!shape || host.dragged) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    setTriggerValue("pick", shape.dataset.pick);
  };
  host.onclick = pick;
  host.onkeydown = pick;
}

const CLOSEST = 32;

// A map that moves under its frame: times (k) and shift (x, y, in picture units). Kept while the ground stays the same.
function lookable(host, map) {
  const frame = map.closest(".zoomed");
  const ground = map.querySelector(".ground");
  const [, , wide, high] = map.getAttribute("viewBox").split(" ").map(Number);
  const kept = host.look && host.look.of === map.dataset.zoom ? host.look : null;
  const look = kept || { of: map.dataset.zoom, k: 1, x: 0, y: 0 };
  host.look = look;

  const show = () => {
    look.k = Math.min(Math.max(look.k, 1), CLOSEST);
    look.x = Math.min(Math.max(look.x, wide * (1 - look.k)), 0);
    look.y = Math.min(Math.max(look.y, high * (1 - look.k)), 0);
    ground.setAttribute("transform", `matrix(${look.k} 0 0 ${look.k} ${look.x} ${look.y})`);
    map.style.setProperty("--k", look.k);
    map.classList.toggle("closer", look.k > 1);
    map.querySelectorAll(".scale").forEach((bar) => measure(bar, look.k));
  };
  const times = (factor, x = wide / 2, y = high / 2) => {
    const before = look.k;
    look.k = Math.min(Math.max(look.k * factor, 1), CLOSEST);
    look.x = x - ((x - look.x) * look.k) / before;
    look.y = y - ((y - look.y) * look.k) / before;
    show();
  };
  const units = (event) => {
    const box = map.getBoundingClientRect();
    const each = Math.max(wide / box.width, high / box.height);
    return [(event.clientX - box.left - (box.width - wide / each) / 2) * each,
            (event.clientY - box.top - (box.height - high / each) / 2) * each];
  };

  frame.querySelectorAll("[data-look]").forEach((button) => {
    button.onclick = () => {
      if (button.dataset.look === "all") Object.assign(look, { k: 1, x: 0, y: 0 });
      times({ in: 2, out: 0.5, all: 1 }[button.dataset.look]);
    };
  });
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls the page
    event.preventDefault();
    times(Math.exp(-event.deltaY / 300), ...units(event));
  }, { passive: false });
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "+") times(2);
    else if (event.key === "-") times(0.5);
    else if (step && look.k > 1) {
      look.x += (step[0] * wide) / 6;
      look.y += (step[1] * high) / 6;
      show();
    } else return;
    event.preventDefault();
  });

  const fingers = new Map();
  map.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, units(event));
    host.dragged = false;
  });
  map.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const from = fingers.get(event.pointerId);
    const to = units(event);
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const spread = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
      times(spread(to) / spread(from), ...other);
      host.dragged = true;
    } else if (look.k > 1 && (host.dragged || Math.hypot(to[0] - from[0], to[1] - from[1]) > 4)) {
      look.x += to[0] - from[0];
      look.y += to[1] - from[1];
      host.dragged = true;
      show();
    } else return;
    fingers.set(event.pointerId, to);
  });
  const lift = (event) => fingers.delete(event.pointerId);
  map.addEventListener("pointerup", lift);
  map.addEventListener("pointercancel", lift);
  map.addEventListener("pointerleave", lift);
  show();
}

// The scale bar of a closer look: again the longest round length that is no longer than the first one's room.
function measure(bar, k) {
  const line = bar.querySelector("path");
  const words = bar.querySelector("text");
  const { metres, units, room, left, top } = bar.dataset;
  const most = (Number(room) / Number(units)) * (Number(metres) / k);
  const power = 10 ** Math.floor(Math.log10(most));
  const length = Math.max(...[1, 2, 5].map((step) => step * power).filter((each) => each <= most * 1.0001));
  const wide = ((length * k) / Number(metres)) * Number(units);
  line.setAttribute("d", `M${left} ${top - 5}V${top}H${Number(left) + wide}V${top - 5}`);
  words.setAttribute("x", Number(left) + wide + 6);
  words.textContent = length >= 1000 ? `${(length / 1000).toLocaleString("en")} km` : `${length.toLocaleString("en")} m`;
}
