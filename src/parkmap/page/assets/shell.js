// The frame around the map: header, tabs, panel, footer. It is filled anew when the choice changes.

class Shell {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    const order = new TaskOrder(parts);
    this.panels = {
      map: new MapPanel(parts),
      progress: new ProgressPanel(parts, order, new FilterPanel(parts)),
      coverage: new CoveragePanel(parts, (what) => this.sheet.ask(what)),
    };
    this.sheet = new PrintSheet(parts, () => this.panels.map.legend(), new ProgrammeSheets(parts, order), this.panels.coverage.gaps);
    this.chart = new ProgrammeChart(parts, order, () => this.sheet.ask());
    order.onReady = () => {
      this.panels.progress.update();
      this.chart.update();
    };
    this.search = new SearchBox(parts);
    this.table = new FacilityTable(parts);
    this.sign = new WhenSign(parts);
    this.time = new TimeBar(parts);
    this.tools = new Tools(parts, () => this.sheet.ask(), () => this.panels.map.shownEntries());
    byId('pm-fold').addEventListener('click', () => parts.state.adjust({ folded: !parts.state.now.folded }));
    byId('pm-tabs').addEventListener('keydown', (event) => this.onTabKey(event));
    this.controls();
  }

  controls() {
    const { map, atlas } = this.parts;
    byId('pm-zoom-in').addEventListener('click', () => map.zoomIn());
    byId('pm-zoom-out').addEventListener('click', () => map.zoomOut());
    byId('pm-fit').addEventListener('click', () => atlas.fitZone());
    L.control.scale({ imperial: false, position: 'bottomright', maxWidth: 110 }).addTo(map);
  }

  /** Write everything that depends on the language or the choice. */
  fill() {
    const { language, state, world } = this.parts;
    const { scene } = world;
    const spoken = language.lang === 'zh' ? 'zh-CN' : 'en';
    // Written again, even as it is, it makes the browser look through every style.
    if (document.documentElement.lang !== spoken) document.documentElement.lang = spoken;
    document.title = `${language.pick(scene.zone)} · ${language.t('product')}`;
    document.body.classList.toggle('pm-folded', state.now.folded);
    refill(byId('pm-name'), language.pick(scene.zone), make('small', {}, language.t('product')));
    refill(byId('pm-chips'), scene.illustrative && make('span', { class: 'pm-chip' }, language.t('illustrative')));
    refill(byId('pm-langs'), ['zh', 'en'].map((lang) => this.langButton(lang)));
    refill(byId('pm-tabs'), TABS.map((tab) => this.tabButton(tab)));
    refill(byId('pm-approval'), language.t('approval'));
    this.names();
    this.tools.fill();
    void this.table.fill();
    this.time.fill();
    this.tellDay();
    this.fillCounts();
  }

  /** Tell which day is shown. */
  tellDay() {
    this.sign.fill();
    this.time.now();
  }

  /** Write everything that is counted anew on another day. */
  fillCounts() {
    this.search.fill();
    this.table.ask();
    this.panels.map.filters.sign();
    this.fillPanel();
    this.chart.fill();
  }

  /** @param {Selected | null} chosen whose tasks the list and the chart mark */
  mark(chosen) {
    this.panels.progress.mark(chosen);
    this.panels.coverage.mark(chosen);
    this.chart.mark(chosen);
  }

  names() {
    const { language, state } = this.parts;
    const named = {
      'pm-panel': language.t('panel'), 'pm-zoom-in': language.t('zoom_in'), 'pm-zoom-out': language.t('zoom_out'),
      'pm-fit': language.t('fit'), 'pm-tabs': language.t('panel'), 'pm-langs': language.t('language'),
      'pm-fold': state.now.folded ? language.t('unfold') : language.t('fold'),
    };
    for (const [id, name] of Object.entries(named)) byId(id).setAttribute('aria-label', name);
    for (const id of ['pm-zoom-in', 'pm-zoom-out', 'pm-fit', 'pm-fold']) byId(id).setAttribute('title', named[/** @type {keyof typeof named} */ (id)]);
    byId('pm-fold').setAttribute('aria-expanded', String(!state.now.folded));
    this.parts.map.getContainer().setAttribute('aria-label', language.t('map_label'));
  }

  /** Fill the panel, and leave the reader where they were in it. */
  fillPanel() {
    const { state } = this.parts;
    const body = byId('pm-body');
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    const open = new Set([...body.querySelectorAll('details[open]')].map((item) => /** @type {HTMLElement} */ (item).dataset.key));
    const caret = document.activeElement instanceof HTMLInputElement && document.activeElement.type === 'search' ? document.activeElement.selectionStart : null;
    const lists = [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('.pm-facilities'))].map((list) => ({ key: list.dataset.key, top: list.scrollTop }));
    const sameTab = body.dataset.tab === state.now.tab;
    refill(body, whenNote(this.parts), /** @type {Child[]} */ (this.panels[/** @type {keyof Shell['panels']} */ (state.now.tab)].content()));
    body.dataset.tab = state.now.tab;
    body.setAttribute('aria-labelledby', `pm-tab-${state.now.tab}`);
    for (const item of body.querySelectorAll('details')) if (open.has(item.dataset.key)) item.open = true;
    // What is filled within one task stays where it was scrolled to; to ask where that is would lay the page out twice.
    if (!sameTab) body.scrollTop = 0;
    for (const list of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('.pm-facilities')))
      list.scrollTop = (lists.find(({ key }) => key === list.dataset.key) || { top: 0 }).top;
    if (!focused) return;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-key]'))) {
      if (item.dataset.key !== focused) continue;
      item.focus({ preventScroll: true });
      if (caret !== null && item instanceof HTMLInputElement) item.setSelectionRange(caret, caret);
    }
  }

  /** @param {string} tab */
  tabButton(tab) {
    const { language, state } = this.parts;
    const names = { map: language.t('tab.map'), progress: language.t('tab.progress'), coverage: language.t('tab.coverage') };
    const on = state.now.tab === tab;
    return make('button', { type: 'button', role: 'tab', id: `pm-tab-${tab}`, 'data-key': `tab-${tab}`, 'aria-selected': String(on), 'aria-controls': 'pm-body',
      tabindex: on ? 0 : -1, onclick: () => state.set({ tab, folded: false }) }, names[/** @type {keyof typeof names} */ (tab)]);
  }

  /** @param {KeyboardEvent} event */
  onTabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const { state } = this.parts;
    const tab = TABS[(TABS.indexOf(state.now.tab) + step + TABS.length) % TABS.length];
    state.set({ tab, folded: false });
    byId(`pm-tab-${tab}`).focus();
  }

  /** @param {string} lang */
  langButton(lang) {
    const { state } = this.parts;
    return make('button', { type: 'button', lang: lang === 'zh' ? 'zh-CN' : 'en', 'aria-pressed': String(state.now.lang === lang), 'data-key': `lang-${lang}`,
      'aria-label': { zh: '中文', en: 'English' }[lang], onclick: () => state.adjust({ lang }) }, { zh: '中', en: 'EN' }[lang]);
  }
}
