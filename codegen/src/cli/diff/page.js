const search = document.getElementById("search");
const shown = document.getElementById("shown");
const changes = [...document.querySelectorAll(".change")];
const groups = [...document.querySelectorAll(".consequences, article, section")].map((group) => [group, [...group.querySelectorAll(".change")]]);
// The text of each change, with the heading of its entry; collected at the first search.
let texts;
const collected = () =>
  changes.map((change) => `${change.closest("article").querySelector("h3").textContent} ${change.textContent}`.toLowerCase());
const show = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) texts ??= collected();
  let count = 0;
  changes.forEach((change, index) => {
    change.hidden = !words.every((word) => texts[index].includes(word));
    count += change.hidden ? 0 : 1;
  });
  for (const [group, inner] of groups) {
    group.hidden = inner.every((change) => change.hidden);
    if (words.length && !group.hidden && group.matches(".consequences")) group.open = true;
  }
  shown.textContent = words.length ? `${count} of ${changes.length}` : "";
};
search.addEventListener("input", show);
// The fragment of the URL is a change, a class, or a search: `#search=words`.
const follow = () => {
  const fragment = location.hash.slice(1);
  if (fragment.startsWith("search=")) {
    try {
      search.value = decodeURIComponent(fragment.slice("search=".length));
    } catch {
      search.value = "";
    }
    show();
    return;
  }
  const target = fragment && document.getElementById(fragment);
  if (!target) return;
  if (target.hidden) {
    search.value = "";
    show();
  }
  for (let outer = target; outer; outer = outer.parentElement) {
    if (outer.matches("details")) outer.open = true;
  }
  target.scrollIntoView();
};
addEventListener("hashchange", follow);
if (location.hash) follow();
