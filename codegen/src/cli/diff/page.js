const search = document.getElementById("search");
const shown = document.getElementById("shown");
const entries = [...document.querySelectorAll("details")];
const show = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const entry of entries) {
    const text = (entry.closest("article").querySelector("h3").textContent + " " + entry.textContent).toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    count += entry.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("article, section")) {
    group.hidden = !group.querySelector("details:not([hidden])");
  }
  shown.textContent = words.length ? `${count} of ${entries.length}` : "";
};
search.addEventListener("input", show);
// The fragment of the URL is a search, so that one can link to a search.
const linked = () => {
  search.value = decodeURIComponent(location.hash.slice(1));
  show();
};
addEventListener("hashchange", linked);
if (location.hash) linked();
