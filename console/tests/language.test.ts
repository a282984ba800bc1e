import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const CJK = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
/** Signs that stand in both languages, and the console's own list of languages. */
const BOTH = new Set(["中文", "～", "Language 语言"]);

/** What is wrong with a source: Chinese outside of the first argument of `tr`, or inside of its second. */
function faults(source: string, name = "page.tsx"): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const say = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${name}:${line + 1} ${what}: ${node.getText(file).trim().slice(0, 60)}`);
  };
  const visit = (node: ts.Node, inside: "zh" | "en" | null): void => {
    if (inside === "en" && isQuoted(node)) return;
    const side = sideOf(node);
    if (side) return ts.forEachChild(node, (child) => visit(child, side));
    if (isTr(node)) {
      const [zh, en] = node.arguments;
      if (zh) visit(zh, inside === "en" ? "en" : "zh");
      if (en) visit(en, inside === "zh" ? "zh" : "en");
      else say(node, "no English");
      return;
    }
    if (isText(node) && CJK.test(node.text) && !BOTH.has(node.text.trim()) && inside !== "zh") say(node, inside === "en" ? "Chinese on the English side" : "Chinese outside of tr");
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(file, null);
  return found;
}

const isTr = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "tr";

/** `const zh = …` and `const en = …`: long texts that are handed to `tr` by name. */
function sideOf(node: ts.Node): "zh" | "en" | null {
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return null;
  return node.name.text === "zh" ? "zh" : node.name.text === "en" ? "en" : null;
}

/** `<span lang="zh-CN">`: Chinese that an English text shows as an example. */
const isQuoted = (node: ts.Node): boolean =>
  ts.isJsxElement(node) &&
  node.openingElement.attributes.properties.some((one) => ts.isJsxAttribute(one) && one.getText() === 'lang="zh-CN"');

type Text = ts.Node & { text: string };

const isText = (node: ts.Node): node is Text =>
  ts.isStringLiteral(node) ||
  ts.isNoSubstitutionTemplateLiteral(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddle(node) ||
  ts.isTemplateTail(node) ||
  ts.isJsxText(node);

/** Attributes whose text a person reads or hears. */
const READ = new Set(["title", "label", "placeholder", "aria-label", "alt", "description", "okText", "cancelText"]);

/** English words that stand on a screen without `tr`: bare text between tags, or in an attribute that people read. */
function english(source: string, name = "page.tsx"): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isTr(node) || sideOf(node)) return;
    const bare = ts.isJsxText(node) && /[A-Za-z]{3,}/.test(node.text);
    const attribute = ts.isJsxAttribute(node) && READ.has(node.name.getText(file)) && node.initializer && ts.isStringLiteral(node.initializer);
    if (bare || (attribute && /[A-Za-z]{3,}/.test((node.initializer as ts.StringLiteral).text))) found.push(`${name}: ${node.getText(file).trim()}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .map((name) => ({ name, text: readFileSync(join("src", name), "utf8") }));

describe("every word of the console", () => {
  it("stands in both languages", () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ name, text }) => faults(text, name))).toEqual([]);
  });

  it("stands in Chinese too where it is English", () => {
    const products = /^<?(kbd>)?(Esc|Enter|English)/;
    expect(sources.flatMap(({ name, text }) => english(text, name)).filter((one) => !products.test(one))).toEqual([]);
  });
});

describe("the watch over words", () => {
  it("sees Chinese outside of tr, on its English side, in templates and between tags", () => {
    expect(faults('const a = tr("预警", "Alerts");')).toEqual([]);
    expect(faults("const a = tr(<>共 {n} 条</>, <>{n} rows</>);")).toEqual([]);
    for (const bad of ['const a = "预警";', "const a = `共${n}条`;", "const a = <b>预警</b>;", 'const a = <b title="预警" />;', 'tr("预警", "预警")', 'tr("预警")']) {
      expect(faults(bad), bad).not.toEqual([]);
    }
  });

  it("leaves comments and patterns alone", () => {
    expect(faults('tr("甲", <>say <span lang="zh-CN">甲</span></>)')).toEqual([]);
    expect(faults("/* 预警 */ const a = /加油站$/;")).toEqual([]);
  });

  it("sees English that no Chinese stands beside", () => {
    expect(english("const a = <b>Save</b>;")).toHaveLength(1);
    expect(english('const a = <b title="Save it" className="big" />;')).toHaveLength(1);
    expect(english('const a = <b title={tr("保存", "Save")}>{tr("好", "Fine")}</b>;')).toEqual([]);
  });
});
