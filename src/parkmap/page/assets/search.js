// The search box: a list of what is found, grouped, that one walks with the arrow keys.

/** So many of a kind are listed before one asks for more. */
const LISTED_OF_KIND = 6;
const MORE_OF_KIND = 30;
/** @typedef {ParkHit | TaskHit | FacilityHit | SiteHit | {kind: 'place', place: Place}} Hit */

class SearchBox {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.index = parts.index;
    this.box = byId('pm-search');
    this.input = /** @type {HTMLInputElement} */ (byId('pm-query'));
    this.list = byId('pm-found');
    this.turn = 0;
    this.active = -1;
    /** @type {Set<string>} kinds of which more is listed */
    this.more = new Set();
    /** @type {Found | null} */
    this.found = null;
    this.narrow = window.matchMedia('(max-width: 640px)');
    this.narrow.addEventListener('change', () => this.settle());
    this.settle();
    this.listen();
  }

  /** On a phone it stands in the sheet, within reach of the thumb. */
  settle() {
    if (this.narrow.matches) byId('pm-panel').prepend(this.box);
    else byId('pm-space').before(this.box);
  }

  listen() {
    this.input.addEventListener('focus', () => {
      this.index.warm();
      document.body.classList.add('pm-searching');
      this.open();
    });
    this.input.addEventListener('input', () => {
      this.more.clear();
      void this.run();
    });
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.box.addEventListener('focusout', (event) => {
      if (!this.box.contains(/** @type {Node | null} */ (event.relatedTarget))) this.close();
    });
    // A press on a result must not take the focus from the box.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    });
  }

  /** Words of the box itself. */
  fill() {
    const { language } = this.parts;
    this.input.placeholder = language.t('search.hint');
    this.input.setAttribute('aria-label', language.t('search.title'));
    this.list.setAttribute('aria-label', language.t('search.found'));
    if (this.found && !this.list.hidden) this.show(this.found);
  }

  async run() {
    const turn = (this.turn += 1);
    const query = this.input.value;
    if (!query.trim()) {
      this.found = null;
      this.hide();
      return;
    }
    await this.index.search(query, () => turn === this.turn, (found) => {
      if (turn !== this.turn) return;
      this.found = found;
      this.show(found);
    });
  }

  open() {
    if (this.input.value.trim()) void this.run();
  }

  hide() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.turn += 1;
    this.hide();
    document.body.classList.remove('pm-searching');
  }

  /** @param {Found} found */
  show(found) {
    const { language, world } = this.parts;
    const places = placesFrom(this.input.value, world.scene.bounds);
    const sites = world.proposal ? siteHits(this.parts, found.tokens) : [];
    /** @type {[string, string, Hit[], number][]} */
    const groups = [
      ['place', language.t('search.places'), places.map((place) => ({ kind: 'place', place })), places.length],
      ...(world.proposal ? [/** @type {[string, string, Hit[], number]} */ (['site', language.t('sites.list'), sites, sites.length])] : []),
      ['park', language.t('search.parks'), found.parks, found.counts.parks],
      ['task', language.t('search.tasks'), found.tasks, found.counts.tasks],
      ['facility', language.t('search.facilities'), found.facilities, found.counts.facilities],
    ];
    const some = groups.some(([, , hits]) => hits.length);
    this.active = -1;
    refill(this.list, groups.map(([kind, title, hits, count]) => hits.length > 0 && this.group(kind, title, hits, count, found)),
      !some && found.done && make('li', { class: 'pm-empty', role: 'presentation' },
        make('b', {}, language.t('search.none')), make('span', {}, language.t('search.none_hint'))),
      !some && !found.done && make('li', { class: 'pm-empty', role: 'presentation' }, language.t('search.busy')));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.move(0);
    if (found.done) byId('pm-live').textContent = language.t('search.count', { count: groups.reduce((sum, [, , , count]) => sum + count, 0) });
  }

  /**
   * @param {string} kind
   * @param {string} title
   * @param {Hit[]} hits
   * @param {number} count
   * @param {Found} found
   */
  group(kind, title, hits, count, found) {
    const { language } = this.parts;
    const listed = this.more.has(kind) ? MORE_OF_KIND : LISTED_OF_KIND;
    const rest = hits.slice(0, listed).length < hits.length && !this.more.has(kind);
    return make('li', { role: 'presentation' },
      make('div', { class: 'pm-found-head', id: `pm-found-${kind}` }, title, make('b', {}, language.number(count))),
      make('ul', { role: 'group', 'aria-labelledby': `pm-found-${kind}` },
        hits.slice(0, listed).map((hit) => this.option(this.face(hit, found.tokens), () => this.pick(hit))),
        rest && this.option(make('span', { class: 'pm-more' }, language.t('search.more', { count: count - listed })), () => {
          this.more.add(kind);
          this.show(found);
        })));
  }

  /**
   * @param {Child | Child[]} content
   * @param {() => void} pick
   */
  option(content, pick) {
    this.options = (this.options || 0) + 1;
    return make('li', { role: 'option', id: `pm-option-${this.options}`, class: 'pm-option', 'aria-selected': 'false', onclick: pick }, content);
  }

  /**
   * @param {Hit} hit
   * @param {string[]} tokens
   * @returns {Child[]}
   */
  face(hit, tokens) {
    const { language, world } = this.parts;
    const words = (/** @type {string} */ name, /** @type {string} */ more) =>
      make('span', { class: 'pm-option-words' }, make('span', { class: 'pm-option-name' }, this.marked(name, tokens)), more && make('small', {}, this.marked(more, tokens)));
    if (hit.kind === 'place') return [words(placeText(language, hit.place), placeKind(language, hit.place))];
    if (hit.kind === 'site') return [words(siteName(language, hit.site), parkOrNone(this.parts, /** @type {Proposal} */ (world.proposal).sites[hit.site].park))];
    if (hit.kind === 'park') return [words(world.parkName(language, hit.park), world.scene.parks.ids[hit.park])];
    if (hit.kind === 'task') return [taskSymbol(world, hit.at, 24), this.later(world.tasks.peek(hit.at), () => world.tasks.read(hit.at), (task) => this.taskWords(task, tokens))];
    const { group, row } = hit;
    const park = group.parkOf(row);
    const where = [language.pick(group.head.title), park >= 0 && world.parkName(language, park)].filter(Boolean).join(' · ');
    const write = (/** @type {Plain[]} */ values) => {
      const id = asText(values[0]);
      const name = language.name(values.slice(1, FIRST_PROPERTY), id);
      return [make('span', { class: 'pm-option-name' }, this.marked(name, tokens)), make('small', {}, this.marked(where, tokens)),
        name !== id && tokens.some((token) => id.toLowerCase().includes(token)) && make('small', {}, ' ', this.marked(id, tokens))];
    };
    const face = this.later(group.features.rows.peek(row), () => group.features.rows.read(row), write);
    return [svgOf(tileOf(group.symbolOf(row), group.head.color, group.look(row)), 24), face];
  }

  /**
   * @template T
   * @param {T | null} known
   * @param {() => Promise<T>} read
   * @param {(told: T) => Child[]} write
   * @returns {Child} words that are there at once, or when they are inflated
   */
  later(known, read, write) {
    const face = make('span', { class: 'pm-option-words' }, known && write(known));
    if (!known) void read().then((told) => refill(face, write(told)));
    return face;
  }

  /**
   * @param {TaskData} task
   * @param {string[]} tokens
   * @returns {Child[]}
   */
  taskWords(task, tokens) {
    const { language, world } = this.parts;
    const told = TASK_FIELDS.slice(1).map((field) => task[field]).find((text) => text && tokens.some((token) => this.index.pinyin.finds(text, token)));
    const more = told && told !== task.id ? told : [task.department, language.word('stage', world.tasks.state(task.at).stage)].filter(Boolean).join(' · ');
    return [make('span', { class: 'pm-option-name' }, this.marked(`${task.id} ${task.name}`, tokens)), more && make('small', {}, this.marked(more, tokens))];
  }

  /**
   * @param {string} text
   * @param {string[]} tokens
   * @returns {Child[]} the text, the first token that is in it marked
   */
  marked(text, tokens) {
    for (const token of tokens) {
      const span = this.index.pinyin.spanOf(text, token);
      if (span) return [text.slice(0, span[0]), make('mark', {}, text.slice(...span)), text.slice(span[1])];
    }
    return [text];
  }

  /** @param {Hit} hit */
  pick(hit) {
    const { select, state } = this.parts;
    if (hit.kind === 'facility' && state.now.hidden.includes(hit.group.key))
      state.adjust({ hidden: state.now.hidden.filter((key) => key !== hit.group.key) });
    this.close();
    this.input.blur();
    if (hit.kind === 'place') select({ kind: 'place', lng: hit.place.lng, lat: hit.place.lat });
    else if (hit.kind === 'task') void this.parts.world.tasks.read(hit.at).then((task) => select({ kind: 'task', task }));
    else select(hit);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) this.open();
      else this.move(event.key === 'ArrowDown' ? this.active + 1 : this.active - 1);
    } else if (event.key === 'Enter') {
      const option = this.shownOptions()[this.active];
      if (option) option.click();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.input.value && !this.list.hidden) {
        this.input.value = '';
        void this.run();
      } else {
        this.close();
        this.parts.map.getContainer().focus();
      }
    }
  }

  /** @returns {HTMLElement[]} */
  shownOptions() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll('[role="option"]'))];
  }

  /** @param {number} to */
  move(to) {
    const options = this.shownOptions();
    if (!options.length) return;
    if (options[this.active]) options[this.active].setAttribute('aria-selected', 'false');
    this.active = (to + options.length) % options.length;
    const option = options[this.active];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|range)$/.test(/** @type {HTMLInputElement} */ (target).type));
}
