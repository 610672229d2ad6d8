// A proposed site elsewhere than in its list: in the details card, in the search, and on paper.

/** @typedef {{kind: 'site', site: number}} SiteHit */

/**
 * @param {Card} card
 * @param {number} at
 * @returns {Child[]} all that is told of a site
 */
function siteCard(card, at) {
  const { language, world } = card.parts;
  const proposal = /** @type {Proposal} */ (world.proposal);
  const { park, kind, place, adds, lost, others, lng, lat } = proposal.sites[at];
  return [
    card.head(siteName(language, at), make('span', { class: 'pm-site-number' }, at + 1), language.t('sites.card', { layer: language.pick(world.scene.layers[proposal.rule.head.layer].title) })),
    card.list([
      [language.word('field', 'park'), park < 0 ? language.t('card.no_park') : card.parkLink(park)],
      [language.t('sites.from'), [language.word('sitekind', kind), ' ', place]],
      [language.t('sites.adds'), addedText(language, adds)],
      [language.t('sites.lost'), addedText(language, lost)],
    ]),
    make('p', { class: 'pm-mute' }, language.t('sites.first_look')),
    make('h3', {}, language.t('sites.others')),
    others.length > 0 ? make('ul', { class: 'pm-plain pm-site-others' }, others.map((other, rank) => make('li', {},
      make('b', {}, otherLetter(rank)), ' ', otherText(language, proposal, other), ' · ', parkOrNone(card.parts, other.park), ' · ', make('output', {}, degreesText(other.lng, other.lat)))))
      : make('p', { class: 'pm-mute' }, language.t('sites.no_others')),
    make('h3', {}, language.t('place.forms')),
    formsList(card.parts, lng, lat),
  ];
}

/**
 * @param {PageParts} parts
 * @param {string[]} tokens
 * @returns {SiteHit[]} sites by their name, their number or their park
 */
function siteHits(parts, tokens) {
  const { language, world, index } = parts;
  const { sites, rule } = /** @type {Proposal} */ (world.proposal);
  const layer = language.pick(world.scene.layers[rule.head.layer].title);
  const texts = sites.map(({ park }, at) => `${siteName(language, at)} ${layer} ${parkOrNone(parts, park)}`);
  return texts.flatMap((text, site) => (tokens.length && tokens.every((token) => index.pinyin.finds(text.toLowerCase(), token)) ? [{ kind: 'site', site }] : []));
}

/**
 * @param {PageParts} parts
 * @returns {HTMLElement[]} rows of a sheet of paper: the sites, then what they bring to each park
 */
function siteSheetRows(parts) {
  const { language, world } = parts;
  const proposal = /** @type {Proposal} */ (world.proposal);
  const row = (/** @type {Child[]} */ cells, kind = '') => make('div', { class: `pm-cover-row ${kind}` }, cells.map((cell) => make('span', {}, cell)));
  const names = DENOMINATORS.map((name) => language.word('denominator', name));
  const columns = [language.t('sites.list'), language.t('park'), language.t('place.title'), language.t('sites.adds'), language.t('sites.lost'), language.t('sites.others')];
  return [
    make('h3', {}, language.t('sites.title', { layer: language.pick(world.scene.layers[proposal.rule.head.layer].title), count: proposal.sites.length })),
    ...Object.values(proposal.head.told).map((line) => make('p', {}, language.pick(line))),
    make('p', {}, language.t('sites.first_look')),
    row(columns, 'pm-cover-row-head pm-site-row'),
    ...proposal.sites.map(({ lng, lat, park, adds, lost, others }, at) => row([
      siteName(language, at), parkOrNone(parts, park), degreesText(lng, lat), addedText(language, adds), addedText(language, lost),
      others.map((other, rank) => `${otherLetter(rank)} ${otherText(language, proposal, other)}`).join(language.t('semicolon'))], 'pm-site-row')),
    make('h3', {}, language.t('sites.parks')),
    row([language.t('park'), ...names, language.t('cover.verdict')], 'pm-cover-row-head pm-change-row'),
    ...parkChanges(parts).map(({ name, shares, verdict }, at) => row([name, ...shares.map(arrow), verdict], at ? 'pm-change-row' : 'pm-cover-row-zone pm-change-row')),
  ];
}
