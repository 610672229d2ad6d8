// Words, numbers and dates in the language of the moment.

class Language {
  /**
   * @param {Record<string, Record<string, string>>} texts
   * @param {string} lang
   */
  constructor(texts, lang) {
    this.texts = texts;
    this.lang = lang;
  }

  get locale() {
    return this.lang === 'zh' ? 'zh-CN' : 'en-GB';
  }

  /**
   * @param {string} key of page.toml
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  t(key, values) {
    return this.fill(`page.${key}`, values);
  }

  /**
   * @param {string} section of words.toml
   * @param {string} code
   * @returns {string} the word, or the code where there is none
   */
  word(section, code) {
    const key = `words.${section}.${code}`;
    return key in this.texts[this.lang] ? this.fill(key) : code;
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  fill(key, values = {}) {
    const sentence = this.texts[this.lang][key];
    if (sentence === undefined) throw new Error(`no sentence: ${key}`);
    return sentence.replace(/\{(\w+)\}/g, (gap, name) => {
      const value = values[name];
      return value === undefined ? gap : typeof value === 'number' ? this.number(value) : value;
    });
  }

  /**
   * @param {{zh: string, en: string}} text
   * @returns {string}
   */
  pick(text) {
    return this.lang === 'zh' ? text.zh || text.en : text.en || text.zh;
  }

  /**
   * Choose among a file's names for one thing.
   * @param {Plain[]} names name, Chinese name, English name
   * @param {string} id what it is called if it has none
   */
  name(names, id) {
    const [plain, zh, en] = names;
    const name = (this.lang === 'zh' ? zh : en) || plain || zh || en;
    return name === null || name === '' ? id : asText(name);
  }

  /**
   * @param {number} value
   * @returns {string} both languages group digits by three; to ask Intl for that takes longer than a hundred thousand dots
   */
  number(value) {
    if (Number.isSafeInteger(value)) return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
    return value.toLocaleString(this.locale);
  }

  /** @param {number} month from 0 */
  month(month) {
    const name = this.t('months').split(' ')[month];
    return this.t('time.month', { month: name });
  }

  /** @param {number} year */
  year(year) {
    return this.t('time.year', { year: String(year) });
  }

  /** @param {string} iso a day */
  date(iso) {
    const [year, month, day] = iso.split('-').map(Number);
    return this.t('date', { year: String(year), month: this.t('months').split(' ')[month - 1], day: String(day) });
  }
}
