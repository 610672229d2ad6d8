// The proposal at the head of the Coverage tab: before and after, the sites, what they bring to each park, and how it was found.

/** So many sites are listed at once. */
const SITES_AT_ONCE = 40;
/** Of what is told: how good the answer is, and what counts as supply. */
const LEADING = ['value', 'standing'];

class ProposalPanel {
  /**
   * @param {PageParts} parts
   * @param {(what: string) => void} print
   */
  constructor(parts, print) {
    this.parts = parts;
    this.print = print;
    this.proposal = /** @type {Proposal} */ (parts.world.proposal);
    this.most = SITES_AT_ONCE;
  }

  /** @returns {boolean} whether it is what the map shows */
  isOn() {
    return this.proposal.mode(this.parts.state.now) !== 'off';
  }

  /** @returns {Child} */
  content() {
    const { language, world } = this.parts;
    const { head, sites } = this.proposal;
    return make('section', { class: 'pm-proposal', 'aria-labelledby': 'pm-proposal-title' },
      make('h2', { id: 'pm-proposal-title' }, language.t('sites.title', { layer: language.pick(world.scene.layers[head.rule.layer].title), count: sites.length })),
      this.headline(),
      this.modes(),
      this.isOn() && [
        make('p', { class: 'pm-site-day' }, LEADING.map((key) => make('span', {}, language.pick(head.told[key]))), make('span', {}, language.t('sites.day', { date: language.date(head.asOf) }))),
        coverLegend(this.parts),
        ...this.list(),
        this.table(),
        this.told(),
        this.out(),
      ],
      make('h2', { class: 'pm-site-rest' }, language.t('sites.day_shown')));
  }

  /** @returns {Child} the share of the zone that was to grow, without and with the sites */
  headline() {
    const { language, world, state } = this.parts;
    const views = [false, true].map((isAfter) => this.proposal.view(world, state.now, isAfter));
    const figures = views.map((view) => view.figures(-1));
    const { by } = this.proposal.head;
    return [
      make('p', { class: 'pm-cover-zone' }, make('b', {}, arrow(figures.map(({ shares }) => percent(shares[by])))),
        ' ', make('span', {}, language.t('cover.near_layer', { what: shareName(language, views[1]), layer: language.t('cover.zone') }))),
      make('p', { class: 'pm-cover-sum' }, make('b', {}, changeText(language, figures[0].shares[by], figures[1].shares[by])), ' · ', verdictChange(language, views, -1), ' · ', language.word('distance', this.proposal.head.rule.distance)),
    ];
  }

  /** @returns {Child} what the map shows */
  modes() {
    const { language, state } = this.parts;
    const { opens } = this.proposal.head;
    const mode = this.proposal.mode(state.now);
    const names = { before: language.t('sites.before'), after: language.t('sites.after'), off: language.t('sites.off') };
    return make('fieldset', { class: 'pm-cover-by pm-site-modes' }, make('legend', {}, language.t('sites.map')), Object.entries(names).map(([name, text]) => {
      const input = make('input', { type: 'radio', 'data-key': `sites-${name}`, onchange: () => state.set(name === 'off' ? { sites: name } : { sites: name, rule: opens, compare: '' }) });
      input.name = 'pm-site-mode';
      input.checked = name === mode;
      return make('label', {}, input, make('span', {}, text));
    }));
  }

  /** @returns {Child[]} */
  list() {
    const { language, selected } = this.parts;
    const { sites } = this.proposal;
    const chosen = selected();
    const shown = sites.map((site, at) => ({ site, at })).filter(({ at }) => at < this.most || (chosen && chosen.kind === 'site' && chosen.site === at));
    return [
      make('ol', { class: 'pm-sites', 'aria-label': language.t('sites.list') }, shown.map(({ site, at }) => this.row(site, at, Boolean(chosen && chosen.kind === 'site' && chosen.site === at)))),
      !sites.length && make('p', { class: 'pm-mute' }, language.t('sites.none')),
      shown.length < sites.length && make('button', { type: 'button', class: 'pm-link', 'data-key': 'sites-more', onclick: () => {
        this.most += SITES_AT_ONCE;
        this.parts.refresh();
      } }, language.t('layers.more', { count: sites.length - shown.length })),
    ];
  }

  /**
   * @param {SiteData} site
   * @param {number} at
   * @param {boolean} chosen
   * @returns {Child}
   */
  row(site, at, chosen) {
    const { language, select } = this.parts;
    const place = degreesText(site.lng, site.lat);
    const rest = (/** @type {string} */ text) => make('span', { class: 'pm-cover-rest' }, text);
    return make('li', {},
      make('button', { type: 'button', class: 'pm-site', 'aria-pressed': String(chosen), 'data-key': `site-${at}`, 'data-site': at + 1, onclick: () => select({ kind: 'site', site: at }) },
        make('span', { class: 'pm-site-number' }, at + 1), make('span', { class: 'pm-cover-name' }, parkOrNone(this.parts, site.park)),
        rest(`${language.t('sites.adds')}${language.t('colon')}${addedText(language, site.adds)}`),
        rest(`${language.t('sites.lost')}${language.t('colon')}${addedText(language, site.lost)}`),
        site.others.length > 0 && rest(`${language.t('sites.others')}${language.t('colon')}${site.others.map((other, rank) => `${otherLetter(rank)} ${otherText(language, this.proposal, other)}`).join(language.t('semicolon'))}`)),
      make('div', { class: 'pm-site-place' }, make('output', {}, place),
        make('button', { type: 'button', class: 'pm-copy', 'data-key': `site-copy-${at}`, 'aria-label': `${siteName(language, at)}${language.t('colon')}${language.t('place.copy', { form: place })}`, onclick: () => void copyText(this.parts, place, language.t('copy.place')) }, language.t('copy.short'))));
  }

  /** @returns {Child} the zone and its parks: shares and verdicts without and with the sites */
  table() {
    const { language } = this.parts;
    return make('details', { class: 'pm-fold', 'data-key': 'sites-parks', open: true }, make('summary', {}, language.t('sites.parks')),
      make('div', { class: 'pm-scroll', tabindex: 0, role: 'region', 'aria-label': language.t('sites.parks') }, make('table', { class: 'pm-site-parks' },
        make('thead', {}, make('tr', {}, [language.t('park'), ...DENOMINATORS.map((name) => language.word('denominator', name))].map((text) => make('th', { scope: 'col' }, text)))),
        make('tbody', {}, parkChanges(this.parts).map(({ park, name, shares, verdict }) => make('tr', { 'data-park': park },
          make('th', { scope: 'row' }, make('span', { class: 'pm-site-park' }, name), verdict),
          shares.map(([before, after]) => make('td', {}, make('span', {}, before), make('span', { class: 'pm-site-arrow' }, '→'), make('b', {}, after)))))))));
  }

  /** @returns {Child} what was asked and counted, and how good the answer is */
  told() {
    const { language } = this.parts;
    const { head } = this.proposal;
    return make('ul', { class: 'pm-cover-notes pm-site-told' }, [
      language.t('sites.first_look'), ...Object.keys(head.told).filter((key) => !LEADING.includes(key)).map((key) => language.pick(head.told[key])), ruleSource(language, head.rule),
    ].map((text) => make('li', {}, text)));
  }

  /** @returns {Child} */
  out() {
    const { language } = this.parts;
    const button = (/** @type {string} */ key, /** @type {string} */ text, /** @type {() => void} */ act) => make('button', { type: 'button', class: 'pm-plain-button', 'data-key': key, onclick: act }, text);
    return make('div', { class: 'pm-cover-out' },
      button('sites-print', language.t('cover.print'), () => this.print('sites')),
      button('sites-csv', language.t('sites.csv'), () => void exportSites(this.parts, language.lang)),
      button('sites-geojson', language.t('sites.geojson'), () => void exportSites(this.parts, 'geojson')));
  }
}

/** @param {string[]} pair */
function arrow(pair) {
  return pair.join(' → ');
}

/**
 * @param {Language} language
 * @param {CoverView[]} views
 * @param {number} park
 * @returns {Child} the verdicts without and with the sites; one where both are the same
 */
function verdictChange(language, views, park) {
  const [before, after] = views.map((view) => view.judged(view.figures(park)).verdict);
  return make('span', { class: 'pm-site-verdicts' }, verdictMark(language, before), before !== after && [make('span', {}, '→'), verdictMark(language, after)]);
}

/**
 * @param {PageParts} parts
 * @returns {{park: string, name: string, shares: [string, string][], verdict: Child}[]} the zone, then its parks
 */
function parkChanges({ language, world, state }) {
  const proposal = /** @type {Proposal} */ (world.proposal);
  const views = [false, true].map((isAfter) => proposal.view(world, state.now, isAfter));
  return [-1, ...world.scene.parks.ids.keys()].map((park) => {
    const [before, after] = views.map((view) => view.figures(park).shares.map(percent));
    return {
      park: park < 0 ? '' : world.scene.parks.ids[park], name: park < 0 ? language.t('cover.zone') : world.parkName(language, park),
      shares: DENOMINATORS.map((_, at) => [before[at], after[at]]), verdict: verdictChange(language, views, park) };
  });
}
