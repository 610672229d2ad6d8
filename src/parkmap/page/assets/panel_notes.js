// Where the data come from, and what was mended or left out: folded away, but counted.

/**
 * @param {PageParts} parts
 * @returns {Child}
 */
function notesSection(parts) {
  const { world, language } = parts;
  const { scene } = world;
  const heads = scene.layers.map((head) => ({ title: language.pick(head.title), source: head.source }));
  const sources = [
    { title: language.t('parks'), source: scene.parks.source },
    ...heads,
    ...(scene.register ? [{ title: language.t('register'), source: scene.register }] : []),
  ];
  const more = scene.problemCount - scene.problems.length;
  return [
    make('details', { class: 'pm-fold', 'data-key': 'sources' },
      make('summary', {}, language.t('sources.title', { count: sources.length })),
      make('ul', { class: 'pm-plain' }, sources.map(({ title, source }) => make('li', {},
        make('b', {}, title), ' ', make('span', { class: 'pm-file' }, source.file), make('br'),
        make('span', { class: 'pm-mute' }, sourceText(language, source)))))),
    scene.problemCount > 0 && make('details', { class: 'pm-fold', 'data-key': 'notes' },
      make('summary', {}, language.t('notes.title', { count: scene.problemCount })),
      make('ul', { class: 'pm-plain' },
        scene.problems.map((problem) => make('li', {},
          make('span', { class: `pm-severity pm-${problem.severity}` }, language.word('severity', problem.severity)), ' ',
          make('span', { class: 'pm-file' }, language.pick(problem)))),
        more > 0 && make('li', { class: 'pm-mute' }, language.t('notes.more', { count: more })))),
  ];
}

/**
 * @param {Language} language
 * @param {SourceData} source
 */
function sourceText(language, source) {
  const parts = [language.t('sources.records', { count: source.count })];
  if (source.leftOut) parts.push(language.t('sources.left_out', { count: source.leftOut }));
  if (source.datum) parts.push(language.word('datum', source.datum));
  if (source.encoding) parts.push(source.encoding);
  return parts.join(language.t('comma'));
}
