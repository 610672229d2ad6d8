// The page on paper: one sheet with title, map, legend, scale, north, sources and approval line.

/** Millimetres, short side first. */
const PAPERS = { A4: [210, 297], A3: [297, 420] };
const MARGIN_MM = 10;
const PIXELS_PER_MM = 96 / 25.4;
/** Device pixels per CSS pixel: 384 dots an inch. Chromium prints a canvas too small unless this is a power of two. */
const PRINT_DENSITY = 4;

class PrintSheet {
  /**
   * @param {PageParts} parts
   * @param {() => Child} legend
   * @param {ProgrammeSheets} programme what is printed while the chart is open
   * @param {GapList} gaps what is printed with a table of coverage
   */
  constructor(parts, legend, programme, gaps) {
    this.parts = parts;
    this.legend = legend;
    this.programme = programme;
    this.gaps = gaps;
    this.cover = new CoverSheets(parts);
    /** Whether a table of coverage was asked for, and not what is seen. */
    this.isTable = false;
    this.paper = 'A4';
    this.landscape = true;
    /** @type {{center: L.LatLng, zoom: number, snap: number | undefined} | null} */
    this.before = null;
    window.addEventListener('beforeprint', () => this.lay());
    window.addEventListener('afterprint', () => this.clear());
  }

  /**
   * Ask for the paper, then print.
   * @param {string} [what] a table, not what is seen: cover or sites
   */
  ask(what) {
    const { language, state } = this.parts;
    this.isTable = Boolean(what);
    this.cover.isProposal = what === 'sites';
    const title = this.isTable ? language.t('cover.print') : state.now.chart ? language.t('chart.print') : language.t('print.title');
    const hint = this.cover.isProposal ? language.t('sites.print_hint') : this.isTable ? language.t('cover.print_hint') : state.now.chart ? language.t('chart.print_hint', { most: MOST_PRINTED }) : language.t('print.hint');
    const dialog = /** @type {HTMLDialogElement} */ (byId('pm-dialog'));
    const choice = (/** @type {string} */ name, /** @type {string} */ title, /** @type {[string, string, boolean][]} */ options) =>
      make('fieldset', {}, make('legend', {}, title), options.map(([value, label, on]) => {
        const input = make('input', { type: 'radio' });
        input.name = name;
        input.value = value;
        input.checked = on;
        return make('label', {}, input, make('span', {}, label));
      }));
    const form = make('form', { onsubmit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const chosen = new FormData(form);
      this.paper = String(chosen.get('paper'));
      this.landscape = chosen.get('turn') === 'landscape';
      dialog.close();
      void this.print();
    } },
      make('h2', { id: 'pm-dialog-title' }, title),
      choice('paper', language.t('print.paper'), Object.keys(PAPERS).map((paper) => [paper, paper, paper === this.paper])),
      choice('turn', language.t('print.turn'), [['landscape', language.t('print.landscape'), this.landscape], ['portrait', language.t('print.portrait'), !this.landscape]]),
      make('p', { class: 'pm-mute' }, hint),
      make('div', { class: 'pm-buttons' },
        make('button', { type: 'button', class: 'pm-plain-button', onclick: () => dialog.close() }, language.t('print.cancel')),
        make('button', { type: 'submit', class: 'pm-main-button' }, language.t('print.go'))));
    refill(dialog, form);
    dialog.showModal();
  }

  /** Print; tiles that the sheet needs and the screen did not are waited for. */
  async print() {
    const { basemaps, state } = this.parts;
    if (this.isTable) await Promise.all([...this.gaps.items.subarray(0, MOST_PRINTED_GAPS)].map((plot) => this.gaps.load(plot)));
    else if (state.now.chart) await this.programme.ready();
    else if (basemaps.shown()) {
      this.lay();
      await basemaps.settled();
    }
    window.print();
  }

  /** Lay the page out as it will stand on paper: what is measured now is what is printed. */
  lay() {
    if (this.before) return;
    const { map, state } = this.parts;
    this.before = { center: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
    const [short, long] = PAPERS[/** @type {keyof typeof PAPERS} */ (this.paper)].map((side) => side - 2 * MARGIN_MM);
    const root = document.documentElement;
    root.classList.add('pm-printing');
    root.style.setProperty('--sheet-width', `${this.landscape ? long : short}mm`);
    root.style.setProperty('--sheet-height', `${(this.landscape ? short : long) - 1}mm`);
    this.setPage(`size: ${this.paper} ${this.landscape ? 'landscape' : 'portrait'}; margin: ${MARGIN_MM}mm`);
    const told = this.isTable ? this.cover.view() : null;
    if (told) this.cover.lay(told, this.gaps);
    else if (state.now.chart) this.programme.lay();
    else this.layMap();
  }

  layMap() {
    const { map, atlas, overlay } = this.parts;
    const bounds = map.getBounds();
    map.options.zoomSnap = 0;
    this.fill(0);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false });
    this.fill(this.scale());
    atlas.useTheme();
    for (const canvas of [atlas.canvas, overlay.canvas]) {
      canvas.density = PRINT_DENSITY;
      canvas.drawNow();
    }
  }

  /** Put the page back as it was on the screen. */
  clear() {
    if (!this.before) return;
    const { map, atlas, overlay } = this.parts;
    const { center, zoom, snap } = this.before;
    document.documentElement.classList.remove('pm-printing');
    this.programme.clear();
    this.isTable = false;
    map.options.zoomSnap = snap;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(center, zoom, { animate: false });
    atlas.useTheme();
    for (const canvas of [atlas.canvas, overlay.canvas]) {
      canvas.density = 0;
      canvas.ask();
    }
    this.before = null;
  }

  /** @returns {number} how many metres of ground one metre of paper stands for, in the middle of the map */
  scale() {
    const { map } = this.parts;
    const middle = map.getSize().divideBy(2);
    const span = 100;
    const ground = map.distance(map.containerPointToLatLng(middle.subtract([span / 2, 0])), map.containerPointToLatLng(middle.add([span / 2, 0])));
    return ground / (span / PIXELS_PER_MM / 1000);
  }

  /** @param {number} scale 0 before it is known */
  fill(scale) {
    const { language, world, atlas, basemaps, filters } = this.parts;
    const { scene } = world;
    const shown = atlas.shown();
    const left = filters.now();
    const layers = world.groups.filter((group) => shown.includes(group) && group.kept).map((group) => make('li', {},
      svgOf(tileOf(group.head.symbol, group.head.color, { stage: 'in_service', condition: 'active', late: 0 }), 18),
      make('span', {}, language.pick(group.head.title)), make('b', {}, language.number(group.kept))));
    const files = [scene.parks.source, ...scene.layers.map((head) => head.source), ...(scene.register ? [scene.register] : [])];
    refill(byId('pm-foot'),
      make('div', { class: 'pm-foot-legend' }, make('ul', { class: 'pm-legend' }, layers), this.legend()),
      make('div', { class: 'pm-foot-words' },
        make('div', { class: 'pm-cover-said' }, coverSaid(this.parts).map((line, at) => make('p', {}, at ? line : make('b', {}, line)))),
        make('p', {}, make('b', {}, language.t('print.scale', { scale: language.number(roundScale(scale)) }))),
        filters.on && make('p', {}, language.t('filter.title'), language.t('colon'), filters.words(language).join(' · '), ' · ', language.t('filter.shown', { shown: left.shown, all: left.all })),
        make('p', {}, language.t('print.sources', { files: [...new Set(files.map((source) => source.file))].join(language.t('slash')) })),
        basemaps.shown() && make('p', {}, language.t('base.credit', { credit: basemaps.credit() })),
        make('p', {}, language.t('approval'))));
    refill(byId('pm-north'), make('span', {}, language.t('print.north')));
  }

  /** @param {string} page what the page rule says */
  setPage(page) {
    const sheet = /** @type {CSSStyleSheet} */ (document.styleSheets[document.styleSheets.length - 1]);
    if (this.rule !== undefined) sheet.deleteRule(this.rule);
    this.rule = sheet.insertRule(`@page { ${page} }`, sheet.cssRules.length);
  }
}

/**
 * @param {number} scale
 * @returns {number} the scale to two figures, as its printers and readers can hold it
 */
function roundScale(scale) {
  if (!scale) return 0;
  const step = 10 ** (Math.floor(Math.log10(scale)) - 1);
  return Math.round(scale / step) * step;
}
