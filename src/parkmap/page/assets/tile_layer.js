// Tiles under the map: from a server, or from the page itself; of WGS 84 or of GCJ-02.

/** Beyond the view, in pixels: tiles of the far corners are moved a little otherwise than those of the middle. */
const LAID_MARGIN = 24;
/** How many zooms below its coarsest an embedded base map is still drawn, in small tiles. */
const COARSER_ZOOMS = 3;
/** Base64 of the first bytes of an image. */
const IMAGE_TYPES = { iVBOR: 'image/png', '/9j/': 'image/jpeg', UklGR: 'image/webp' };

/** Images that the page carries, each made into an address when it is first shown. */
class TileStore {
  /** @param {BasemapHead} head */
  constructor(head) {
    this.levels = new Map((head.levels || []).map((level) => [level.zoom, level]));
    this.block = head.block || '';
    /** @type {string[]} */
    this.images = [];
    /** @type {(string | undefined)[]} */
    this.urls = [];
    window.addEventListener('pagehide', (event) => event.persisted || this.close());
  }

  /** Have the images at hand. */
  async open() {
    await wholePage();
    if (!this.images.length) this.images = readBlock(this.block) || [];
  }

  /**
   * @param {number} zoom
   * @param {number} column
   * @param {number} row
   * @returns {string} empty where there is no tile
   */
  urlOf(zoom, column, row) {
    const level = this.levels.get(zoom);
    if (!level || column < level.column || column >= level.column + level.columns || row < level.row) return '';
    const place = level.places[(row - level.row) * level.columns + column - level.column];
    const image = place ? this.images[place - 1] : undefined;
    if (!image) return '';
    const [, type] = Object.entries(IMAGE_TYPES).find(([head]) => image.startsWith(head)) || [];
    this.urls[place] = this.urls[place] || URL.createObjectURL(new Blob([fromBase64(image)], { type }));
    return /** @type {string} */ (this.urls[place]);
  }

  close() {
    for (const url of this.urls) if (url) URL.revokeObjectURL(url);
    this.urls = [];
  }
}

const tilesOfLeaflet = /** @type {any} */ (L.TileLayer.prototype);

const BaseTiles = L.TileLayer.extend({
  /** @param {L.LatLng} center */
  _getTiledPixelBounds(center) {
    const { min, max } = tilesOfLeaflet._getTiledPixelBounds.call(this, this.options.gcj02 ? movedToGcj02(center) : center);
    return L.bounds(min.subtract([LAID_MARGIN, LAID_MARGIN]), max.add([LAID_MARGIN, LAID_MARGIN]));
  },

  /** @param {L.Coords} coords */
  _getTilePos(coords) {
    if (!this.options.gcj02) return tilesOfLeaflet._getTilePos.call(this, coords);
    return /** @type {L.Point} */ (alignedBox(coords, this.getTileSize()).min).subtract(this._level.origin);
  },

  /**
   * @param {L.Coords} coords
   * @param {Node} container
   */
  _addTile(coords, container) {
    tilesOfLeaflet._addTile.call(this, coords, container);
    if (!this.options.gcj02) return;
    const { x, y } = alignedBox(coords, this.getTileSize()).getSize();
    const { style } = this._tiles[this._tileCoordsToKey(coords)].el;
    style.width = `${x}px`;
    style.height = `${y}px`;
  },

  /**
   * @param {L.Coords} coords
   * @param {L.DoneCallback} done
   */
  createTile(coords, done) {
    if (this.getTileUrl(coords)) return tilesOfLeaflet.createTile.call(this, coords, done);
    const nothing = document.createElement('div');
    window.setTimeout(() => done(undefined, nothing));
    return nothing;
  },

  /** @param {L.Coords} coords */
  getTileUrl(coords) {
    const { store } = this.options;
    return store ? store.urlOf(coords.z, coords.x, coords.y) : tilesOfLeaflet.getTileUrl.call(this, coords);
  },
});

/**
 * @param {BasemapHead} head
 * @param {TileStore | null} store
 * @param {boolean} forPictures whether its server lets tiles into pictures
 * @returns {L.TileLayer[]} the layers of a base map, bottom first
 */
function tileLayersOf(head, store, forPictures) {
  const shared = { gcj02: head.crs === 'gcj02', attribution: '', maxZoom: 21 };
  if (store) {
    const zooms = [...store.levels.keys()];
    const least = Math.min(...zooms), most = Math.max(...zooms);
    const options = { ...shared, store, minZoom: Math.max(0, least - COARSER_ZOOMS), minNativeZoom: least, maxNativeZoom: most };
    return [new (/** @type {any} */ (BaseTiles))('', options)];
  }
  const options = {
    ...shared, subdomains: head.subdomains, tileSize: head.tileSize, zoomOffset: head.zoomOffset, minZoom: head.minZoom || 0,
    maxNativeZoom: head.maxZoom === null ? 19 : head.maxZoom, crossOrigin: forPictures && 'anonymous',
  };
  return (head.urls || []).map((url) => new (/** @type {any} */ (BaseTiles))(url, options));
}
