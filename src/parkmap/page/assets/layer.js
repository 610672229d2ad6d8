// FacilityLayer on anybody's folium map: a Leaflet layer of its own, with its details on click.

/**
 * @typedef {{title: string, symbol: string, color: string, label: string | null, pack: Pack}} LayerData
 */

const sprites = new Sprites();

const FacilityLayer = L.Layer.extend({
  /** @param {string} dataId */
  initialize(dataId) {
    /** @type {LayerData} */
    this.data = readBlock(dataId);
    /** @type {Facilities | null} */
    this.facilities = null;
    this.clusters = new Clusters((count) => writeCompact(count, undefined));
    this.canvas = new MapCanvas((context, view) => this.paint(context, view));
    this.handlers = {
      click: (/** @type {L.LeafletMouseEvent} */ event) => this.tell(event),
      mousemove: (/** @type {L.LeafletMouseEvent} */ event) => this.point(event),
      mouseout: () => this.hint.remove(),
    };
    this.hint = make('div', { class: 'pm-hint', role: 'tooltip' });
    if (canInflate()) void this.read();
  },

  async read() {
    const features = await Features.read(this.data.pack);
    this.facilities = new Facilities(features, this.data.symbol, this.data.color);
    this.facilities.wear(CODES.stages.map((stage) => ({ stage, condition: 'active', late: 0 })), features.numbers.stage);
    this.canvas.ask();
  },

  /** @param {L.Map} map */
  onAdd(map) {
    this.canvas.addTo(map);
    map.on(this.handlers);
    return this;
  },

  /** @param {L.Map} map */
  onRemove(map) {
    this.canvas.remove();
    map.off(this.handlers);
    this.hint.remove();
    if (this.popup) this.popup.remove();
    return this;
  },

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  paint(context, view) {
    if (!this.facilities) return;
    this.facilities.drawShapes(context, view);
    const { singles: [rows] } = this.clusters.arrange(view, [this.facilities]);
    this.clusters.draw(context, view);
    this.facilities.drawSymbols(context, view, sprites, rows, tileSize(view, [{ features: this.facilities.features, rows }]));
  },

  /**
   * @param {L.LeafletMouseEvent} event
   * @returns {number} the row under the pointer, or -1
   */
  under(event) {
    const found = this.facilities && this.facilities.hit(viewOf(this._map), event.containerPoint, 12, this.clusters.now.isFree);
    return found ? found.row : -1;
  },

  /** @param {L.LeafletMouseEvent} event */
  async point(event) {
    const row = this.under(event);
    const container = this._map.getContainer();
    const label = row >= 0 ? await this.labelOf(row) : null;
    if (label === null) {
      this.hint.remove();
      return;
    }
    refill(this.hint, label);
    container.append(this.hint);
    L.DomUtil.setPosition(this.hint, event.containerPoint.add([14, 14]));
  },

  /** @param {number} row */
  async labelOf(row) {
    const { rows } = this.facilities.features;
    const place = this.data.label === null ? -1 : rows.names.indexOf(this.data.label);
    if (place < 0) return null;
    const value = (await rows.read(row))[place];
    return value === null ? null : asText(value);
  },

  /** @param {L.LeafletMouseEvent} event */
  async tell(event) {
    const cluster = this.clusters.hit(viewOf(this._map), event.containerPoint);
    if (cluster) {
      zoomInto(this._map, cluster);
      return;
    }
    const row = this.under(event);
    if (row < 0) return;
    const { rows } = this.facilities.features;
    const values = await rows.read(row);
    const label = await this.labelOf(row);
    const box = make(
      'section', { class: 'pm-details' },
      make('h2', {}, label === null ? this.data.title : label),
      label !== null && make('p', {}, this.data.title),
      make('dl', {}, rows.names.flatMap((/** @type {string} */ name, /** @type {number} */ at) =>
        values[at] === null ? [] : [make('dt', {}, name), make('dd', {}, asText(values[at]))])),
    );
    const { x, y } = this.facilities.features;
    this.popup = L.popup({ maxWidth: 320, className: 'pm-popup' }).setLatLng(latLngOf(x[row], y[row])).setContent(box);
    this.popup.openOn(this._map);
  },
});

const layerApi = {
  /** @param {string} dataId */
  facilityLayer(dataId) {
    return new (/** @type {any} */ (FacilityLayer))(dataId);
  },
};
