// Base maps: which there are, which can be had now, and the one that lies under the map.

/**
 * @typedef {{zoom: number, column: number, row: number, columns: number, places: number[]}} TileLevel
 * @typedef {{
 *   key: string, title: TwoTexts, attribution: string, crs: string, isDefault: boolean,
 *   block?: string, levels?: TileLevel[],
 *   urls?: string[], subdomains?: string[], hosts?: string[], minZoom?: number | null, maxZoom?: number | null,
 *   tileSize?: number, zoomOffset?: number,
 * }} BasemapHead with a block, the page has its tiles; else a server has them
 */

/** In the address: the paper, where another is the usual one. */
const NO_BASE = 'none';
/** A server that has not answered by then is out of reach. */
const MOST_WAIT_MS = 8000;
/** The zoom at which a server is asked for one tile. */
const ASKED_ZOOM = 13;
const FADE_MS = 300;

class Basemap {
  /**
   * @param {BasemapHead} head
   * @param {number[]} bounds of the zone
   */
  constructor(head, bounds) {
    this.head = head;
    this.bounds = bounds;
    this.store = head.block ? new TileStore(head) : null;
    /** @type {'unknown' | 'asking' | 'open' | 'closed'} */
    this.reach = 'unknown';
    /** Whether its tiles may stand in a picture that is exported. */
    this.forPictures = true;
    /** @type {L.TileLayer[] | null} */
    this.made = null;
    /** @type {Promise<boolean> | null} */
    this.asked = null;
  }

  get host() {
    return (this.head.hosts || [''])[0];
  }

  /** @returns {L.TileLayer[]} */
  layers() {
    this.made = this.made || tileLayersOf(this.head, this.store, this.forPictures);
    return this.made;
  }

  /** @returns {Promise<boolean>} whether its tiles can be had, asked anew */
  ask() {
    if (this.asked) return this.asked;
    this.reach = 'asking';
    this.asked = this.tryIt().then((opens) => {
      this.reach = opens ? 'open' : 'closed';
      this.asked = null;
      return opens;
    });
    return this.asked;
  }

  /** @returns {Promise<boolean>} */
  async tryIt() {
    if (this.store) {
      await this.store.open();
      return true;
    }
    const url = this.probeUrl();
    this.forPictures = await loads(url, true);
    return this.forPictures || loads(url, false);
  }

  /** @returns {string} of the tile in the middle of the zone */
  probeUrl() {
    const { urls, subdomains, minZoom, maxZoom, zoomOffset } = this.head;
    const [west, south, east, north] = this.bounds;
    const zoom = Math.max(minZoom || 0, Math.min(ASKED_ZOOM, maxZoom === null || maxZoom === undefined ? ASKED_ZOOM : maxZoom));
    const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng((south + north) / 2, (west + east) / 2), zoom + (zoomOffset || 0)).divideBy(TILE_PIXELS).floor();
    const z = zoom + (zoomOffset || 0);
    return L.Util.template((urls || [''])[0], { x, y, z, '-y': 2 ** z - 1 - y, r: '', s: (subdomains || [])[0] || '' });
  }
}

class Basemaps {
  /**
   * @param {L.Map} map
   * @param {World} world
   * @param {Language} language
   * @param {State} state
   * @param {Atlas} atlas
   */
  constructor(map, world, language, state, atlas) {
    this.map = map;
    this.language = language;
    this.state = state;
    this.atlas = atlas;
    this.all = world.scene.basemaps.map((head) => new Basemap(head, world.scene.bounds));
    /** @type {Basemap | null} */
    this.laid = null;
    /** What is to be done when a base map turns out to be in reach, or out of it. */
    this.onReach = () => {};
    window.addEventListener('online', () => void this.askAll());
  }

  /** @returns {string} the base map of an address that names none */
  get usual() {
    const usual = this.all.find(({ head }) => head.isDefault);
    return usual ? usual.head.key : NO_BASE;
  }

  /** @returns {Basemap | null} what the reader wants; the paper is null */
  wanted() {
    const { base } = this.state.now;
    const known = this.all.find(({ head }) => head.key === base);
    return base === NO_BASE ? null : known || this.all.find(({ head }) => head.isDefault) || null;
  }

  /** @returns {Basemap | null} what lies under the map; the paper as long as nothing else can be had */
  shown() {
    const wanted = this.wanted();
    return wanted && wanted.reach === 'open' ? wanted : null;
  }

  /** Find out what is in reach; without a network no server is asked. */
  start() {
    for (const base of this.all) if (!base.store && !window.navigator.onLine) base.reach = 'closed';
    this.apply();
    this.onReach();
    void this.askAll();
  }

  /** Ask for every base map that is not in reach, and what the page itself holds. */
  async askAll() {
    const asked = this.all.filter(({ store, reach }) => reach !== 'open' && (store || window.navigator.onLine));
    await Promise.all(asked.map(async (base) => {
      await base.ask();
      this.apply();
      this.onReach();
    }));
  }

  /**
   * @param {Basemap | null} base
   * @returns {Promise<void>}
   */
  async choose(base) {
    if (base && base.reach !== 'open') {
      const asked = base.ask();
      this.onReach();
      const opens = await asked;
      this.onReach();
      if (!opens) return tellShortly(this.language.t('base.closed', { host: base.host }));
    }
    const key = base ? base.head.key : NO_BASE;
    return this.state.adjust({ base: key === this.usual ? '' : key });
  }

  /** Lay what is shown under the map, and say whose it is. */
  apply() {
    const shown = this.shown();
    if (shown !== this.laid) {
      for (const layer of this.laid ? this.laid.layers() : []) layer.remove();
      for (const layer of shown ? shown.layers() : []) layer.addTo(this.map);
      this.laid = shown;
      this.atlas.lieOnTiles(Boolean(shown));
      document.documentElement.classList.toggle('pm-tiled', Boolean(shown));
    }
    const credit = byId('pm-credit');
    refill(credit, this.credit());
    credit.hidden = !shown;
  }

  /** @returns {string} whose the base map is; empty for the paper */
  credit() {
    const shown = this.shown();
    if (!shown) return '';
    return [this.language.pick(shown.head.title), shown.head.attribution].filter(Boolean).join(' ');
  }

  /** @returns {Promise<void>} once the tiles in view are there, or long enough were waited for */
  async settled() {
    const busy = (this.laid ? this.laid.layers() : []).filter((layer) => layer.isLoading());
    if (busy.length) await Promise.race([pause(MOST_WAIT_MS), Promise.all(busy.map((layer) => new Promise((done) => layer.once('load', done))))]);
    if (this.laid) await pause(FADE_MS);
  }
}

/**
 * @param {string} url
 * @param {boolean} forPictures whether the server must allow that the image goes into a picture
 * @returns {Promise<boolean>} whether there is an image
 */
function loads(url, forPictures) {
  return new Promise((resolve) => {
    const image = new Image();
    if (forPictures) image.crossOrigin = 'anonymous';
    image.addEventListener('load', () => resolve(true));
    image.addEventListener('error', () => resolve(false));
    window.setTimeout(() => resolve(false), MOST_WAIT_MS);
    image.setAttribute('src', url);
  });
}

/** @param {number} time in milliseconds */
function pause(time) {
  return new Promise((done) => window.setTimeout(done, time));
}
