/* On the search page, above the generator's list of pages: figures, tables, claims, terms and sections whose name holds
   all words of the query. What has names in several languages is found by all of them alike. */
(() => {
  "use strict";
  /* The generator's search leaves out numbers, looks words up through the prototype of its index (`constructor` is found
     there), and looks for parts of words from three letters on: words in East Asian scripts have two. */
  const CJK = /^[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]+$/;
  Search._parseQuery = (query) => {
    const [stemmer, wanted, barred, seen] = [new Stemmer(), new Set(), new Set(), new Set()];
    for (const part of query.normalize("NFC").trim().split(/\s+/)) {
      for (const word of splitQuery(part.toLowerCase())) {
        if (stopwords.includes(word)) continue;
        (part.startsWith("-") ? barred : wanted).add(stemmer.stemWord(word));
        seen.add(word);
      }
    }
    return [query, wanted, barred, seen, new Set(splitQuery(query.toLowerCase()))];
  };
  const pages = (words, word) => (Object.hasOwn(words, word) ? [words[word]].flat() : []);
  const holding = (words, word) => {
    const whole = pages(words, word);
    const parts = CJK.test(word) || (word.length > 2 && !whole.length && !/^\d/.test(word));
    return { whole, part: parts ? Object.keys(words).filter((one) => one.includes(word)).flatMap((one) => pages(words, one)) : [] };
  };
  Search.performTermsSearch = (wanted, barred) => {
    const { terms, titleterms, docnames, titles, filenames } = Search._index;
    const scores = new Map();
    for (const word of wanted) {
      const best = new Map();
      const count = (files, score) => { for (const file of files) best.set(file, Math.max(best.get(file) || 0, score)); };
      const [text, title] = [holding(terms, word), holding(titleterms, word)];
      count(text.whole, Scorer.term);
      count(text.part, Scorer.partialTerm);
      count(title.whole, Scorer.title);
      count(title.part, Scorer.partialTitle);
      for (const [file, score] of best) scores.set(file, [...(scores.get(file) || []), score]);
    }
    const out = new Set([...barred].flatMap((word) => [...pages(terms, word), ...pages(titleterms, word)]));
    return [...scores].filter(([file, list]) => list.length === wanted.size && !out.has(file))
      .map(([file, list]) => [docnames[file], titles[file], "", null, Math.max(...list), filenames[file]]);
  };
  const field = document.querySelector(".bd-search-container input[name=q]");
  if (field) { field.focus(); field.select(); }
})();
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const asked = (new URLSearchParams(location.search).get("q") || "").trim();
  const plain = (text) => text.toLowerCase().replace(/[\u2018\u2019]/g, "'"); // either apostrophe finds both
  const query = plain(asked);
  const field = document.querySelector(".bd-search-container input[name=q]");
  const results = document.getElementById("search-results");
  if (!query || !results) return;
  if (field) field.value = asked;

  const exact = window.BOOK_NAMES.filter((names) => names.some((name) => name.toLowerCase() === query));
  const begun = /[^\x00-\x7f]/.test(query) ? window.BOOK_NAMES.filter((n) => n.some((name) => name.startsWith(query))) : [];
  const same = exact.length ? exact : begun;
  const also = [...new Set(same.flat())].filter((name) => name.toLowerCase() !== query);
  const wanted = [query, ...also.map((name) => name.toLowerCase())].map((text) => text.split(/\s+/));
  const holds = (title) => wanted.some((words) => words.every((word) => title.includes(word)));

  const { alltitles, docnames, titles } = Search._index;
  const found = [];
  for (const [title, places] of Object.entries(alltitles)) {
    if (!holds(plain(title))) continue;
    const [, kind, name] = title.match(/^(Figure|Table|Claim|Term|Question): (.*)$/s) || [null, "Section", title];
    for (const [page, id] of places) {
      if (name === titles[page]) found.push({ kind: "Page", name, page, id: "" });
      else if (id !== null) found.push({ kind, name, page, id: `#${id}` });
    }
  }
  // words in the book's other languages say which
  const scripts = Object.entries(window.BOOK_SCRIPTS).map(([lang, letters]) => [lang, new RegExp(`^[${letters}]+$`)]);
  const SCRIPT = new RegExp(`(${Object.values(window.BOOK_SCRIPTS).map((letters) => `[${letters}]+`).join("|") || "(?!)"})`);
  const words = (text) => text.split(SCRIPT).map((part) => {
    const found = scripts.find(([, word]) => word.test(part));
    if (!found) return part;
    const span = document.createElement("span");
    span.lang = found[0];
    span.textContent = part;
    return span;
  });
  const order = ["Page", "Term", "Claim", "Figure", "Table", "Question", "Section"];
  found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.page - b.page || a.name.localeCompare(b.name));

  if (!found.length && !also.length) return;
  const box = document.createElement("section");
  box.className = "found";
  const head = document.createElement("h2");
  head.textContent = found.length === 1 ? "1 place in the book has this in its name"
    : `${found.length} places in the book have this in their name`;
  box.append(head);
  if (also.length) {
    const line = document.createElement("p");
    line.textContent = "The same in other words: ";
    also.forEach((name, i) => {
      const link = document.createElement("a");
      link.href = `?q=${encodeURIComponent(name)}`;
      link.append(...words(name));
      line.append(i ? ", " : "", link);
    });
    box.append(line);
  }
  const list = document.createElement("ul");
  for (const { kind, name, page, id } of found) {
    const item = document.createElement("li");
    const tag = document.createElement("span");
    tag.className = "tag";
    tag.textContent = kind;
    const link = document.createElement("a");
    link.href = `${docnames[page]}.html${id}`;
    link.append(...words(name));
    const where = document.createElement("span");
    where.className = "meta";
    where.textContent = kind === "Page" ? "" : titles[page];
    item.append(tag, " ", link, " ", where);
    list.append(item);
  }
  box.append(list);
  results.before(box);
});
