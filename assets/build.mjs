// Fills vendor/ from node_modules: the fonts and icons of the screens, the stylesheets of the pages, and the licence of
// each. A terminal installed from a wheel finds vendor/ in it and needs neither npm nor this file.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "vendor");

// The one typeface, and the one for letters that it does not have.
const TYPEFACES = {
  AtkinsonHyperlegibleNext: join(modules, "@expo-google-fonts", "atkinson-hyperlegible-next"),
  FiraSans: join(modules, "@expo-google-fonts", "fira-sans"),
};

// Weights the screens and pages use, by the name of their folder in the packages.
const WEIGHTS = { Regular: "400Regular", SemiBold: "600SemiBold", Bold: "700Bold" };

const LICENCES = {
  "atkinson-hyperlegible-next.txt": join(TYPEFACES.AtkinsonHyperlegibleNext, "LICENSE_FONT"),
  "fira-sans.txt": join(TYPEFACES.FiraSans, "LICENSE_FONT"),
  "govuk-frontend.txt": join(here, "licences", "govuk-frontend.txt"), // its package names the licence and leaves out the text
  "lucide.txt": join(modules, "lucide-static", "LICENSE"),
};

function copy(from, ...to) {
  const target = join(vendor, ...to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

function write(text, ...to) {
  const target = join(vendor, ...to);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function fonts() {
  for (const [name, typeface] of Object.entries(TYPEFACES)) {
    for (const [weight, folder] of Object.entries(WEIGHTS)) {
      copy(join(typeface, folder, `${name}_${folder}.ttf`), "fonts", `${name}-${weight}.ttf`);
    }
  }
}

// The icons are a font, drawn sharp at any size; lucide.json says which character each name is.
function icons() {
  const font = join(modules, "lucide-static", "font");
  copy(join(font, "lucide.ttf"), "fonts", "lucide.ttf");
  const codepoints = JSON.parse(readFileSync(join(font, "codepoints.json"), "utf-8"));
  write(`${JSON.stringify(codepoints, Object.keys(codepoints).sort(), 1)}\n`, "fonts", "lucide.json");
}

async function stylesheets() {
  const sass = await import("sass");
  for (const name of ["foyer", "visitor", "form"]) {
    const source = join(here, "web", `${name}.scss`);
    const built = sass.compile(source, { loadPaths: [modules], style: "compressed", quietDeps: true });
    write(built.css, "web", `${name}.css`);
  }
}

// The pages' one script, as it is written: it is read by whoever wants to know what it does.
function script() {
  copy(join(here, "web", "live.js"), "web", "live.js");
}

rmSync(vendor, { recursive: true, force: true });
fonts();
icons();
for (const [name, from] of Object.entries(LICENCES)) {
  copy(from, "licences", name);
}
script();
await stylesheets();
