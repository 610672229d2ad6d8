// What lies over the map: the pin of a located place, and the line or area that is being measured.

const MEASURE_INK = '#c2185b';

class Overlay {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {'length' | 'area' | null} */
    this.kind = null;
    /** @type {L.LatLng[]} */
    this.points = [];
    /** @type {L.LatLng | null} */
    this.pointer = null;
    this.open = false;
    /** @type {LngLat | null} */
    this.pin = null;
    this.canvas = new MapCanvas((context, view) => this.paint(context, view));
    this.canvas.canvas.classList.replace('pm-canvas', 'pm-overlay');
    parts.map.on('mousemove', (event) => this.follow(event));
    parts.map.on('dblclick', () => this.finish());
    document.addEventListener('keydown', (event) => this.onKey(event), true);
  }

  /** @param {'length' | 'area'} kind */
  start(kind) {
    const { map } = this.parts;
    this.kind = kind;
    this.points = [];
    this.pointer = null;
    this.open = true;
    map.doubleClickZoom.disable();
    map.getContainer().classList.add('pm-measuring');
    map.getContainer().focus();
    this.change();
  }

  /** Keep what is measured, and take no more points. */
  finish() {
    if (!this.open) return;
    this.open = false;
    this.pointer = null;
    this.release();
    if (this.points.length < 2) this.kind = null;
    this.change();
  }

  stop() {
    this.open = false;
    this.kind = null;
    this.points = [];
    this.release();
    this.change();
  }

  release() {
    const { map } = this.parts;
    map.getContainer().classList.remove('pm-measuring');
    // Not at once: the click that ends it would zoom.
    window.setTimeout(() => this.open || map.doubleClickZoom.enable(), 300);
  }

  undo() {
    this.points.pop();
    if (!this.open && this.kind) this.start(this.kind);
    this.change();
  }

  /**
   * @param {L.LatLng} place
   * @returns {boolean} whether the click was for measuring
   */
  take(place) {
    if (!this.open) return false;
    const { map } = this.parts;
    const last = this.points[this.points.length - 1];
    // The second click of a double click is no point of its own.
    if (last && map.latLngToContainerPoint(last).distanceTo(map.latLngToContainerPoint(place)) < 3) return true;
    this.points.push(place);
    this.change();
    return true;
  }

  /** @param {L.LeafletMouseEvent} event */
  follow(event) {
    if (!this.open || !this.points.length) return;
    this.pointer = event.latlng;
    this.change();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.kind || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.stop();
    } else if (this.open && event.key === 'Backspace') this.undo();
    else if (this.open && event.target === this.parts.map.getContainer() && event.key === 'Enter') this.finish();
    else if (this.open && event.target === this.parts.map.getContainer() && event.key === ' ') {
      event.preventDefault();
      this.take(this.parts.map.getCenter());
    }
  }

  /** Draw and say anew. */
  change() {
    this.draw();
    this.fill();
  }

  /** The canvas is there only while there is something on it. */
  draw() {
    const needed = Boolean(this.kind || this.pin);
    if (needed && !this.canvas.map) this.canvas.addTo(this.parts.map);
    else if (!needed && this.canvas.map) this.canvas.remove();
    this.canvas.ask();
  }

  /** @returns {L.LatLng[]} */
  line() {
    return this.open && this.pointer ? [...this.points, this.pointer] : this.points;
  }

  /** @returns {string} */
  total() {
    const { language } = this.parts;
    const line = this.line();
    if (this.kind === 'length') return lengthText(language, lengthOf(line));
    return line.length > 2 ? areaText(language, areaOf(line)) : areaText(language, 0);
  }

  fill() {
    const { language } = this.parts;
    const bar = byId('pm-measure');
    bar.hidden = !this.kind;
    if (!this.kind) return refill(bar);
    const line = this.line();
    const button = (/** @type {string} */ text, /** @type {() => void} */ act, /** @type {string} */ key) =>
      make('button', { type: 'button', class: 'pm-link', 'data-key': key, onclick: act }, text);
    const focused = document.activeElement instanceof HTMLElement && bar.contains(document.activeElement) ? document.activeElement.dataset.key : '';
    refill(bar,
      make('output', { 'aria-live': 'off' }, make('span', {}, this.kind === 'length' ? language.t('measure.length') : language.t('measure.area')), make('b', {}, this.total()),
        this.kind === 'area' && line.length > 2 && make('span', { class: 'pm-mute' }, language.t('measure.around', { length: lengthText(language, lengthOf([...line, line[0]])) }))),
      this.open && !this.points.length && make('span', { class: 'pm-mute' }, language.t('measure.hint')),
      make('span', { class: 'pm-measure-buttons' },
        this.points.length > 0 && button(language.t('measure.undo'), () => this.undo(), 'undo'),
        this.open && this.points.length > 1 && button(language.t('measure.done'), () => this.finish(), 'done'),
        button(language.t('close'), () => this.stop(), 'stop')));
    for (const item of bar.querySelectorAll('button')) if (focused && item.dataset.key === focused) item.focus();
    if (!this.pointer) byId('pm-live').textContent = this.points.length ? this.total() : language.t('measure.hint');
    return undefined;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  paint(context, view) {
    const at = (/** @type {LngLat} */ place) => {
      const { x, y } = unitsOf(place);
      return { x: x * view.scale + view.dx, y: view.dy - y * view.scale };
    };
    if (this.pin) paintPin(context, at(this.pin));
    if (!this.kind) return;
    const line = this.line().map(at);
    context.beginPath();
    line.forEach(({ x, y }) => context.lineTo(x, y));
    if (this.kind === 'area' && line.length > 2) {
      context.closePath();
      context.globalAlpha = 0.15;
      context.fillStyle = MEASURE_INK;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineJoin = 'round';
    for (const [width, color] of /** @type {[number, string][]} */ ([[6, PAPER], [3, MEASURE_INK]])) {
      context.lineWidth = width;
      context.strokeStyle = color;
      context.stroke();
    }
    for (const { x, y } of this.points.map(at)) {
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fillStyle = PAPER;
      context.fill();
      context.lineWidth = 2.5;
      context.strokeStyle = MEASURE_INK;
      context.stroke();
    }
    const last = line[line.length - 1];
    if (last && line.length > 1)
      placeLabel(context, view, new Occupied(), { text: this.total(), size: 13, bold: true, color: '#1d2530', halo: PAPER }, [[last.x, last.y - 18]], Infinity);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number}} tip
 */
function paintPin(context, { x, y }) {
  context.beginPath();
  context.moveTo(x, y);
  context.bezierCurveTo(x - 3, y - 9, x - 12, y - 14, x - 12, y - 23);
  context.arc(x, y - 23, 12, Math.PI, 0);
  context.bezierCurveTo(x + 12, y - 14, x + 3, y - 9, x, y);
  context.fillStyle = MEASURE_INK;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = PAPER;
  context.stroke();
  context.beginPath();
  context.arc(x, y - 23, 4.5, 0, 2 * Math.PI);
  context.fillStyle = PAPER;
  context.fill();
}

/**
 * @param {Language} language
 * @param {number} metres
 */
function lengthText(language, metres) {
  if (metres < 1000) return `${language.number(+metres.toFixed(metres < 100 ? 1 : 0))} m`;
  return `${language.number(+(metres / 1000).toFixed(metres < 100000 ? 3 : 1))} km`;
}

/**
 * @param {Language} language
 * @param {number} squareMetres
 */
function areaText(language, squareMetres) {
  if (squareMetres < 1000) return `${language.number(+squareMetres.toFixed(0))} m²`;
  if (squareMetres < 1e6) return `${language.number(+(squareMetres / 1e4).toFixed(squareMetres < 1e5 ? 3 : 2))} ha`;
  return `${language.number(+(squareMetres / 1e6).toFixed(3))} km²`;
}
