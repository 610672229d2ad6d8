// Finding text by what a reader types: its letters, its characters, or how they are read (swj, shangwuju).

const FIELD_END = 9, ROW_END = 10;
/** Ranks of a hit: in another field, in a name, at the beginning of a name. */
const RANK_OTHER = 1, RANK_NAME = 2, RANK_START = 3;

/**
 * Rows of text, one after the other: fields end with a tab, rows with a new line; names stand first.
 * @typedef {{text: string, starts: Uint32Array, names: number}} TextIndex
 */

class Pinyin {
  /** @param {Record<string, string>} table reading -> the characters that are read so */
  constructor(table) {
    /** @type {Map<number, string[]>} */
    this.readings = new Map();
    for (const [reading, characters] of Object.entries(table)) {
      for (let at = 0; at < characters.length; at += 1) {
        const code = characters.charCodeAt(at);
        const known = this.readings.get(code);
        if (known) known.push(reading);
        else this.readings.set(code, [reading]);
      }
    }
    this.first = new Uint8Array(65536);
  }

  /**
   * @param {string} text lower case
   * @param {number} at where the match begins
   * @param {string} token lower case
   * @param {number} [done] how much of the token is matched
   * @returns {number} where the match ends, or -1
   */
  match(text, at, token, done = 0) {
    if (done === token.length) return at;
    const code = text.charCodeAt(at);
    if (at >= text.length || code === FIELD_END || code === ROW_END) return -1;
    if (code === token.charCodeAt(done)) {
      const end = this.match(text, at + 1, token, done + 1);
      if (end >= 0) return end;
    }
    for (const reading of this.readings.get(code) || []) {
      if (reading.charCodeAt(0) !== token.charCodeAt(done)) continue;
      if (token.startsWith(reading, done)) {
        const end = this.match(text, at + 1, token, done + reading.length);
        if (end >= 0) return end;
      }
      if (reading.startsWith(token.slice(done))) return at + 1;
      const end = this.match(text, at + 1, token, done + 1);
      if (end >= 0) return end;
    }
    // A dot or a bracket inside a name is not typed.
    return done > 0 && isSilent(code) ? this.match(text, at + 1, token, done) : -1;
  }

  /**
   * @param {string} text as it is shown
   * @param {string} token lower case
   * @returns {[number, number] | null} where the token stands in it
   */
  spanOf(text, token) {
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return null;
    const plain = lower.indexOf(token);
    if (plain >= 0) return [plain, plain + token.length];
    for (let at = 0; at < lower.length; at += 1) {
      const end = this.match(lower, at, token);
      if (end >= 0) return [at, end];
    }
    return null;
  }

  /**
   * @param {string} text
   * @param {string} token lower case
   */
  finds(text, token) {
    return text.toLowerCase().includes(token) || this.spanOf(text, token) !== null;
  }

  /**
   * @param {TextIndex} index
   * @param {string} token lower case
   * @returns {Uint8Array} the best rank of each row; 0 where the token is not
   */
  scan(index, token) {
    const ranks = new Uint8Array(index.starts.length - 1);
    const { text, starts } = index;
    const first = this.firstOf(token.charCodeAt(0), 1);
    let row = 0, field = 0, begins = true;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === ROW_END) {
        row += 1;
        field = 0;
        begins = true;
        continue;
      }
      if (code === FIELD_END) {
        field += 1;
        begins = true;
        continue;
      }
      if (first[code] && this.match(text, at, token) >= 0) {
        const rank = field >= index.names ? RANK_OTHER : begins ? RANK_START : RANK_NAME;
        if (rank > ranks[row]) ranks[row] = rank;
        // Nothing further on in the row is better, but for the beginning of another name.
        if (rank === RANK_START || field >= index.names) at = starts[row + 1] - 2;
      }
      begins = false;
    }
    this.firstOf(token.charCodeAt(0), 0);
    return ranks;
  }

  /**
   * @param {number} code of a token's first character
   * @param {number} mark
   * @returns {Uint8Array} marked where a character may begin a match
   */
  firstOf(code, mark) {
    this.first[code] = mark;
    for (const [character, readings] of this.readings)
      if (readings.some((reading) => reading.charCodeAt(0) === code)) this.first[character] = mark;
    return this.first;
  }
}

/**
 * @param {string[][]} rows fields of each row, names first
 * @param {number} names how many of them are names
 * @returns {TextIndex}
 */
function textIndex(rows, names) {
  const starts = new Uint32Array(rows.length + 1);
  const lines = rows.map((fields, row) => {
    const line = `${fields.map((field) => field.replace(/[\t\n]/g, ' ')).join('\t')}\n`.toLowerCase();
    starts[row + 1] = starts[row] + line.length;
    return line;
  });
  return { text: lines.join(''), starts, names };
}

/** @param {number} code of a character that is passed over */
function isSilent(code) {
  return code < 48 || (code > 57 && code < 65) || (code > 90 && code < 97) || (code > 122 && code < 0xc0) ||
    (code >= 0x2000 && code < 0x2070) || (code >= 0x3000 && code < 0x3040) || (code >= 0xff00 && code < 0xff10);
}
