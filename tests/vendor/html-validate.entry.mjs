/* Validates HTML with html-validate: reads a JSON list of [name, html] from standard input (or files named
   as arguments) and prints a JSON list of {name, line, column, rule, message}. A text without a doctype is
   taken as a fragment. README.md says how this becomes html-validate.cjs, the one file the tests run. */
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate/browser";

const rules = {
  // The template's whitespace and manners of writing: the browser's tree is the same.
  "attr-quotes": "off",
  "attribute-boolean-style": "off",
  "attribute-empty-style": "off",
  "doctype-style": "off",
  "no-implicit-button-type": "off",
  "no-implicit-input-type": "off",
  "no-redundant-for": "off",
  "no-trailing-whitespace": "off",
  "prefer-tbody": "off",
  "void-style": "off",
  // People's words: a long title or a phone number in a post is theirs, and a lone ">" is valid.
  "long-title": "off",
  "no-raw-characters": ["error", { relaxed: true }],
  "tel-non-breaking": "off",
  // Check boxes that share a name are a list of choices.
  "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],
  // Allowed by ARIA; whether the name helps is axe-core's question.
  "aria-label-misuse": ["error", { allowAnyNamable: true }],
  // Safari drops the role of a list without bullets unless it is said again.
  "no-redundant-role": ["error", { exclude: ["list", "listitem"] }],
  "prefer-native-element": ["error", { exclude: ["list", "listitem"] }],
};
const fragments = { root: true, extends: ["html-validate:recommended"], rules };
// Scripts and styles are our own files under our own Content-Security-Policy; there is no third party to hash.
const documents = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: { ...rules, "require-sri": "off" },
};

const given = process.argv.length > 2
  ? process.argv.slice(2).map((name) => [name, readFileSync(name, "utf8")])
  : JSON.parse(readFileSync(0, "utf8"));
const whole = new HtmlValidate(new StaticConfigLoader(documents));
const piece = new HtmlValidate(new StaticConfigLoader(fragments));

const found = [];
for (const [name, html] of given) {
  const validator = /^\s*<!doctype/i.test(html) ? whole : piece;
  for (const { messages } of validator.validateStringSync(html, name).results) {
    for (const { line, column, ruleId, message } of messages) {
      found.push({ name, line, column, rule: ruleId, message });
    }
  }
}
process.stdout.write(JSON.stringify(found) + "\n");
