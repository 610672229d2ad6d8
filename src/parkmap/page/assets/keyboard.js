// The map without a mouse: n and p walk through the facilities in view, c tells the place in its middle, Escape closes.

class Keyboard {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    parts.map.getContainer().addEventListener('keydown', (event) => this.onMapKey(event));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && parts.state.now.selection) this.close();
    });
  }

  close() {
    this.parts.select(null);
  }

  /** @param {KeyboardEvent} event */
  onMapKey(event) {
    if (event.key === 'c' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const { lng, lat } = this.parts.map.getCenter();
      this.parts.select({ kind: 'place', lng, lat }, { still: true });
    }
    const step = { n: 1, p: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const things = this.parts.atlas.inReadingOrder();
    if (!things.length) {
      this.say(this.parts.language.t('keyboard.none'));
      return;
    }
    const chosen = this.parts.selected();
    const held = chosen && chosen.kind === 'facility' ? things.findIndex(({ group, row }) => group === chosen.group && row === chosen.row) : -1;
    const next = held < 0 ? (step > 0 ? 0 : things.length - 1) : (held + step + things.length) % things.length;
    const { group, row } = things[next];
    this.parts.select({ kind: 'facility', group, row }, { still: true });
    void this.parts.atlas.nameOf({ kind: 'facility', group, row }).then((name) =>
      this.say(this.parts.language.t('keyboard.at', { name, at: next + 1, count: things.length })));
  }

  /** @param {string} text for a screen reader */
  say(text) {
    byId('pm-live').textContent = text;
  }
}
