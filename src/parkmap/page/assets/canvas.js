// One canvas over the map, as a Leaflet layer: it keeps the canvas in place and says when to draw.

/**
 * How to get from units of the payload (decimetres of Web Mercator, north up) to pixels of the view:
 * `x * scale + dx`, `dy - y * scale`.
 * @typedef {{
 *   scale: number, dx: number, dy: number, width: number, height: number, zoom: number, density: number,
 *   west: number, south: number, east: number, north: number,
 * }} View
 */

const HALF_WORLD = Math.PI * 6378137 * 10;
const TILE_PIXELS = 256;

/**
 * @param {L.Map} map
 * @param {number} [density] device pixels per CSS pixel; 0 asks the screen
 * @returns {View}
 */
function viewOf(map, density = 0) {
  const zoom = map.getZoom();
  const size = map.getSize();
  const scale = (TILE_PIXELS * 2 ** zoom) / (2 * HALF_WORLD);
  const corner = /** @type {L.Point} */ (map.getPixelBounds().min);
  const dx = HALF_WORLD * scale - corner.x;
  const dy = HALF_WORLD * scale - corner.y;
  return {
    scale, dx, dy, zoom, width: size.x, height: size.y, density: density || window.devicePixelRatio || 1,
    west: -dx / scale, east: (size.x - dx) / scale, north: dy / scale, south: (dy - size.y) / scale,
  };
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {L.LatLng}
 */
function latLngOf(x, y) {
  return L.CRS.EPSG3857.unproject(L.point(x / 10, y / 10));
}

/**
 * @param {LngLat} place
 * @returns {{x: number, y: number}} in units of the payload
 */
function unitsOf({ lng, lat }) {
  const { x, y } = L.CRS.EPSG3857.project(L.latLng(lat, lng));
  return { x: x * 10, y: y * 10 };
}

/** A canvas that covers the map's view and is drawn again whenever the view changes. */
class MapCanvas {
  /** @param {(context: CanvasRenderingContext2D, view: View) => void} draw */
  constructor(draw) {
    this.draw = draw;
    this.frame = 0;
    /** @type {L.Map | null} */
    this.map = null;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'pm-canvas leaflet-zoom-animated';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.stretching = false;
    this.density = 0;
    const ask = this.ask.bind(this);
    this.events = {
      move: ask, zoom: ask, viewreset: ask, resize: ask,
      zoomanim: this.stretch.bind(this), zoomend: this.settle.bind(this),
    };
  }

  /** @param {L.Map} map */
  addTo(map) {
    this.map = map;
    /** @type {HTMLElement} */ (map.getPane('overlayPane')).append(this.canvas);
    map.on(/** @type {any} */ (this.events));
    this.ask();
  }

  remove() {
    if (this.map) this.map.off(/** @type {any} */ (this.events));
    this.canvas.remove();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.map = null;
  }

  /** Draw with the next frame, however often it is asked for before. */
  ask() {
    if (this.map && !this.frame && !this.stretching) this.frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    this.frame = 0;
    if (!this.map) return;
    const view = viewOf(this.map, this.density);
    const width = Math.round(view.width * view.density);
    const height = Math.round(view.height * view.density);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${view.width}px`;
      this.canvas.style.height = `${view.height}px`;
    }
    L.DomUtil.setTransform(this.canvas, this.map.containerPointToLayerPoint([0, 0]), 1);
    this.corner = this.map.containerPointToLatLng([0, 0]);
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    context.setTransform(view.density, 0, 0, view.density, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    this.draw(context, view);
  }

  /**
   * Stretch what is drawn while Leaflet zooms.
   * @param {{center: L.LatLng, zoom: number}} event
   */
  stretch(event) {
    if (!this.map || !this.corner) return;
    this.stretching = true;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const pane = L.DomUtil.getPosition(/** @type {HTMLElement} */ (this.map.getPane('mapPane')));
    const offset = this.map
      .project(this.corner, event.zoom)
      .subtract(this.map.project(event.center, event.zoom))
      .add(this.map.getSize().divideBy(2))
      .subtract(pane);
    L.DomUtil.setTransform(this.canvas, offset, this.map.getZoomScale(event.zoom));
  }

  /** Draw sharply again once the zoom has ended. */
  settle() {
    this.stretching = false;
    this.ask();
  }
}
