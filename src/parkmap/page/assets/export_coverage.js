// The coverage of a layer as a table: its rules, the zone and its parks, with the columns of `parkmap coverage`.

/** @param {PageParts} parts */
async function exportCoverage(parts) {
  const { language, state, world } = parts;
  const { coverage, when, scene } = world;
  const chosen = coverage.chosen(state.now);
  if (!chosen) return;
  const rules = coverage.beside(chosen, state.now);
  await Promise.all(rules.map((rule) => rule.read()));
  const field = (/** @type {string} */ name) => language.word('field', name);
  const part = (/** @type {string} */ name) => language.word('denominator', name);
  const head = [field('park'), field('name'), field('layer'), language.t('cover.rules'), language.t('export.date'), language.t('export.scenario'),
    ...DENOMINATORS.flatMap((name) => [part(name), `${part(name)} ${language.t('cover.served_part')}`, `${part(name)} %`]),
    language.t('cover.facilities'), language.t('cover.served_part'), language.t('cover.judged'), language.t('cover.verdict'), language.t('cover.source'),
    ...(coverage.streetsHead ? [language.t('cover.way'), ...DENOMINATORS.map((name) => language.t('cover.circle', { share: `${part(name)} %` }))] : [])];
  const lines = rules.flatMap((rule) => {
    const view = new CoverView(world, { ...state.now, by: rule === chosen ? state.now.by : '', compare: '' }, rule);
    return [-1, ...scene.parks.ids.keys()].map((park) => {
      const figures = view.figures(park);
      const { area, areaServed, plots, plotsServed, employees, employeesServed, inside, serving, shares } = figures;
      const share = shares.map((one) => (one === null ? null : Number(one.toFixed(6))));
      return csvLine([
        park < 0 ? '' : scene.parks.ids[park], park < 0 ? language.t('cover.zone') : world.parkName(language, park),
        language.pick(scene.layers[rule.head.layer].title), language.pick(rule.head.title), when.date, language.word('scenario', when.scenario),
        hundredth(area), hundredth(areaServed), share[0], plots, plotsServed, share[1], employees, employeesServed, share[2],
        inside, serving, figureText(language, view, figures), language.word('verdict', view.judged(figures).verdict), language.pick(rule.head.source),
        ...(coverage.streetsHead ? [language.word('distance', rule.head.distance), ...circleShares(rule, view.state, park)] : [])]);
    });
  });
  saveFile(parts, ['\ufeff', csvLine(head), ...lines], 'text/csv;charset=utf-8', 'csv');
  tellShortly(language.t('cover.exported', { count: lines.length }));
}

/**
 * @param {CoverRule} rule
 * @param {number} state
 * @param {number} park
 * @returns {(number | null)[]} of walks, the shares within the circle
 */
function circleShares({ straight }, state, park) {
  if (!straight) return DENOMINATORS.map(() => null);
  return straight.figures(state, park).shares.map((one) => (one === null ? null : Number(one.toFixed(6))));
}

/** @param {number | null} value */
function hundredth(value) {
  return value === null ? null : Number(value.toFixed(2));
}
