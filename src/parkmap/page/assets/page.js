// The page put together. It is a function of the scene and the state; this file wires the two.

/**
 * @typedef {{kind: 'facility', group: FacilityGroup, row: number} | {kind: 'park', park: number} | {kind: 'task', task: TaskData} |
 *   {kind: 'place', lng: number, lat: number} | {kind: 'site', site: number}} Selected
 * @typedef {{
 *   map: L.Map, world: World, language: Language, state: State, atlas: Atlas, basemaps: Basemaps, filters: Filters, index: SearchIndex, overlay: Overlay,
 *   select: (selected: Selected | null, how?: {still?: boolean}) => void,
 *   selected: () => Selected | null,
 *   refresh: () => void,
 * }} PageParts
 */

/** Between two looks at what stands beside the map while days glide by. */
const BESIDE_MS = 90;

class Page {
  /**
   * @param {L.Map} map
   * @param {SceneData} scene
   * @param {World} world
   */
  constructor(map, scene, world) {
    const state = new State(opensOf(scene));
    const language = new Language(scene.texts, state.now.lang);
    world.stand(state.now.date, state.now.scenario);
    const filters = new Filters(world, state);
    const atlas = new Atlas(map, world, language, state, filters);
    /** @type {Selected | null} */
    this.chosen = null;
    /** @type {PageParts} */
    this.parts = /** @type {PageParts} */ ({
      map, world, language, state, atlas, basemaps: new Basemaps(map, world, language, state, atlas), filters, index: new SearchIndex(world),
      select: (selected, how) => void this.select(selected, how || {}),
      selected: () => this.chosen,
      refresh: () => this.shell.fillPanel(),
    });
    this.parts.overlay = new Overlay(this.parts);
    this.shell = new Shell(this.parts);
    world.coverage.onReady = () => this.haveCoverage();
    this.card = new Card(this.parts);
    this.keyboard = new Keyboard(this.parts);
    this.hint = make('div', { class: 'pm-hint', role: 'tooltip' });
    this.pointed = 0;
    this.wait = 0;
    this.told = 0;
  }

  /** Look where the state says, and follow it from now on. */
  async start() {
    const { state, map, atlas } = this.parts;
    this.parts.filters.now();
    this.shell.fill();
    // The frame has its size only now that it is filled.
    map.invalidateSize({ animate: false });
    const { view } = state.now;
    if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
    else atlas.fitZone();
    new ResizeObserver(() => this.resize()).observe(byId('pm-stage'));
    state.onChange((now, before) => this.follow(now, before));
    map.on('moveend', () => this.keepView());
    map.on('click', (event) => this.onClick(event));
    map.on('contextmenu', (event) => this.pickPlace(event.latlng));
    map.on('mousemove', (event) => this.onMove(event));
    map.on('mouseout movestart', () => void this.hint.remove());
    this.parts.basemaps.onReach = () => state.now.tab === 'map' && this.shell.fillPanel();
    this.parts.basemaps.start();
    await this.restore(state.now.selection);
    // An address that tells what is chosen, and not where to look, means there.
    const box = this.chosen && this.boxOf(this.chosen);
    if (box && this.chosen && !view) atlas.show(box, this.chosen.kind === 'site');
  }

  /**
   * @param {Choice} now
   * @param {Choice} before
   */
  follow(now, before) {
    const { language, map, world, atlas, basemaps, filters, overlay } = this.parts;
    language.lang = now.lang;
    const { when, version } = world;
    const moved = world.stand(now.date, now.scenario) !== when;
    basemaps.apply();
    filters.now();
    if (JSON.stringify(now.selection) !== JSON.stringify(before.selection)) void this.restore(now.selection);
    else if (now.lang !== before.lang) void this.card.show(this.chosen);
    if (moved) this.shell.sign.tell();
    if (isOnlyTheDay(now, before)) {
      this.followDay();
      if (world.version === version && !atlas.cover.view()) return;
    } else {
      this.shell.fill();
      if (moved) void this.card.refresh();
    }
    if (now.folded !== before.folded) map.invalidateSize({ animate: false });
    if (now.lang !== before.lang) overlay.change();
    // The panel shows first, and the map a frame later: both at once would take too long for one.
    requestAnimationFrame(() => atlas.canvas.ask());
  }

  /** Something of coverage has come that was asked for. */
  haveCoverage() {
    this.shell.fillPanel();
    this.parts.atlas.canvas.ask();
  }

  /** While days glide by, the map keeps up with them; what is beside it follows a few times a second. */
  followDay() {
    this.shell.tellDay();
    window.clearTimeout(this.wait);
    this.wait = window.setTimeout(() => {
      this.told = performance.now();
      this.shell.fillCounts();
      void this.card.refresh();
    }, Math.max(0, this.told + BESIDE_MS - performance.now()));
  }

  /** The stage grows and shrinks with what stands around it; the sheet of a printer has its own ways. */
  resize() {
    if (!document.documentElement.classList.contains('pm-printing')) this.parts.map.invalidateSize({ animate: false });
  }

  keepView() {
    const { map, state } = this.parts;
    const { lat, lng } = map.getCenter();
    state.now.view = { lat, lng, zoom: map.getZoom() };
    state.write('replaceState');
  }

  /**
   * Turn a selection into ids and put it into the state; what follows from it follows from there.
   * @param {Selected | null} selected
   * @param {{still?: boolean}} how
   */
  async select(selected, how) {
    const { state, atlas } = this.parts;
    const selection = selected && (await this.idsOf(selected));
    this.found = selected;
    state.set({ selection });
    const box = selected && this.boxOf(selected);
    const way = selected && atlas.cover.routeBox(selected);
    if (box && selected && !how.still) atlas.show(way ? joinBoxes([box, way]) : box, selected.kind === 'site');
  }

  /**
   * @param {Selected} selected
   * @returns {Promise<PickedIds>}
   */
  async idsOf(selected) {
    if (selected.kind === 'task') return { kind: 'task', id: selected.task.id };
    if (selected.kind === 'site') return selected;
    if (selected.kind === 'place') return { kind: 'place', lng: +selected.lng.toFixed(8), lat: +selected.lat.toFixed(8) };
    if (selected.kind === 'park') return { kind: 'park', id: this.parts.world.scene.parks.ids[selected.park] };
    const values = await selected.group.features.rows.read(selected.row);
    return { kind: 'facility', layer: selected.group.key, id: asText(values[0]) };
  }

  /**
   * @param {Selected} selected
   * @returns {Box | null}
   */
  boxOf(selected) {
    const { world, atlas, map } = this.parts;
    if (selected.kind === 'task') return world.taskBox(selected.task.at);
    if (selected.kind === 'park') return world.parks.boxOf(world.parkRow[selected.park]);
    if (selected.kind === 'site') return /** @type {ProposalMap} */ (atlas.cover.proposal).boxOf(selected.site, viewOf(map));
    if (selected.kind === 'place') {
      const { x, y } = unitsOf(selected);
      return { west: x, south: y, east: x, north: y };
    }
    return selected.group.features.boxOf(selected.row);
  }

  /** @param {PickedIds | null} selection */
  async restore(selection) {
    const { atlas, overlay } = this.parts;
    const selected = this.found || (selection && (await this.lookUp(selection)));
    this.found = null;
    this.chosen = selection ? selected : null;
    atlas.marked = this.chosen ? this.thingsOf(this.chosen) : [];
    atlas.cover.chosen = this.chosen;
    overlay.pin = this.chosen && this.chosen.kind === 'place' ? this.chosen : null;
    atlas.canvas.ask();
    overlay.draw();
    this.shell.mark(this.chosen);
    await this.card.show(this.chosen);
  }

  /**
   * @param {PickedIds} selection
   * @returns {Promise<Selected | null>}
   */
  async lookUp(selection) {
    const { world } = this.parts;
    if (selection.kind === 'place') return selection;
    if (selection.kind === 'site') return world.proposal && world.proposal.sites[selection.site] ? selection : null;
    if (selection.kind === 'task') {
      const task = await world.tasks.find(selection.id);
      return task && { kind: 'task', task };
    }
    if (selection.kind === 'park') {
      const park = world.scene.parks.ids.indexOf(selection.id);
      return park < 0 ? null : { kind: 'park', park };
    }
    const group = world.group(selection.layer);
    const row = group ? await group.features.rows.find(selection.id) : -1;
    return group && row >= 0 ? { kind: 'facility', group, row } : null;
  }

  /**
   * @param {Selected} selected
   * @returns {Marked[]} what of it is on the map
   */
  thingsOf(selected) {
    if (selected.kind === 'place') return [];
    return selected.kind === 'task' ? this.parts.world.thingsOf(selected.task.at) : [selected];
  }

  /** @param {L.LeafletMouseEvent} event */
  onClick(event) {
    if (this.parts.overlay.take(event.latlng)) return;
    const reach = window.matchMedia('(pointer: coarse)').matches ? 22 : 13;
    const thing = this.parts.atlas.thingAt(event.containerPoint, reach, this.chosen);
    this.hint.remove();
    if (thing && thing.kind === 'cluster') {
      zoomInto(this.parts.map, thing.cluster);
      return;
    }
    if (thing || this.chosen) void this.select(thing, { still: true });
  }

  /** @param {L.LatLng} place where the reader asks for the coordinate */
  pickPlace({ lng, lat }) {
    if (!this.parts.overlay.open) void this.select({ kind: 'place', lng, lat }, { still: true });
  }

  /** @param {L.LeafletMouseEvent} event */
  async onMove(event) {
    const turn = (this.pointed += 1);
    const { atlas, map, overlay } = this.parts;
    const thing = overlay.open ? null : atlas.thingAt(event.containerPoint, 12);
    map.getContainer().classList.toggle('pm-over', Boolean(thing));
    if (!thing) {
      this.hint.remove();
      return;
    }
    const name = await atlas.nameOf(thing);
    if (turn !== this.pointed) return;
    refill(this.hint, name);
    map.getContainer().append(this.hint);
    L.DomUtil.setPosition(this.hint, this.hintPlace(event.containerPoint));
  }

  /** @param {L.Point} point */
  hintPlace(point) {
    const size = this.parts.map.getSize();
    const { offsetWidth, offsetHeight } = this.hint;
    return L.point(
      Math.max(4, Math.min(point.x + 14, size.x - offsetWidth - 6)),
      point.y + 18 + offsetHeight > size.y ? point.y - offsetHeight - 10 : point.y + 18,
    );
  }
}

/**
 * @param {Choice} now
 * @param {Choice} before
 * @returns {boolean} whether nothing but the day was changed
 */
function isOnlyTheDay(now, before) {
  const { date, ...rest } = now;
  return date !== before.date && Object.entries(rest).every(([key, value]) => value === before[/** @type {keyof Choice} */ (key)]);
}

const SceneLayer = L.Layer.extend({
  /** @param {string} dataId */
  initialize(dataId) {
    this.dataId = dataId;
  },

  /** @param {L.Map} map */
  onAdd(map) {
    const stage = byId('pm-stage');
    const old = byId('pm-old');
    if (!canInflate()) {
      old.hidden = false;
      return this;
    }
    old.remove();
    stage.prepend(map.getContainer());
    map.invalidateSize({ animate: false });
    void Promise.resolve().then(async () => {
      const scene = await readScene(this.dataId);
      const world = await World.read(scene);
      this.page = new Page(map, scene, world);
      return this.page.start();
    }).then(() => {
      document.documentElement.dataset.ready = '1';
      // The map is drawn with the next frame, and what stood for it goes.
      const look = document.getElementById('pm-look');
      if (look) requestAnimationFrame(() => look.remove());
    }).catch((error) => {
      byId('pm-broken').hidden = false;
      throw error;
    });
    return this;
  },

  onRemove() {
    return this;
  },
});

const pageApi = {
  ...layerApi,
  /** @param {string} dataId */
  scene(dataId) {
    return new (/** @type {any} */ (SceneLayer))(dataId);
  },
};
