// Pasting from Word or a web page into textarea[data-paste-clean] keeps paragraphs, lists and tables and drops all else.
// It follows proposals/text/cleaning.py, which does the same to spreadsheets. What is typed is never touched.
(function () {
  "use strict";

  var DROPPED = /^(del|head|iframe|noscript|object|script|style|svg|template|title|xml)$/i;
  var PARAGRAPH = /^(address|article|blockquote|dd|div|dl|dt|h[1-6]|hr|p|pre|section|table|tbody|tfoot|thead)$/i;
  var ORDINAL = /^(?:\(?[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]{1,2}|\(?[A-Za-z][.)]{1,2}|\(?(?:[ivx]{2,5}|[IVX]{2,5})[.)]{1,2})$/;
  // The margin of Word: signs of comments inside the text, and the comments themselves behind it.
  var COMMENT_CLASS = /^(msocomanchor|MsoCommentReference)/;
  var COMMENT_STYLE = /mso-element:\s*comment-list/;
  // Word writes the sign of a list item as text, followed by no-break spaces up to the tab stop.
  var WORD_SIGN = /^\s*(\S{1,9}?)(?:[ \u00a0\t]*\u00a0[ \u00a0\t]*|\t)/;

  var SPACE = "[\\t \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]";
  // Signs of the symbol fonts that Word uses for bullets live in the private-use area.
  var FONT_SIGN = new RegExp("^(" + SPACE + "*)[\\ue000-\\uf8ff](?:[\\ue000-\\uf8ff]|" + SPACE + ")*(?:[ovq\\u00d8\\u00fc][\\ue000-\\uf8ff]*\\t)?");
  var LETTER_SIGN = new RegExp("^(" + SPACE + "*)[ovq\\u00d8\\u00fc]\\t");
  var ROUND_SIGN = /^[\u00a7\u00b7\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2713\u2714\u2794-\u27bf]\s*/;
  var DASH_SIGN = /^[-*\u2010-\u2015](?=\s+\S)\s*/;
  var LISTED = new RegExp("^(?:- |" + ORDINAL.source.slice(1, -1) + " )");
  var INDENT = new RegExp("^" + SPACE + "+");
  var SPACES = new RegExp(SPACE + "+", "g");
  var BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
  var DEEPEST = 4;
  // Plain text is only touched where it carries the bullets of a word processor.
  var WORD_LIST = new RegExp("[\\ue000-\\uf8ff]|^" + SPACE + "*[\\u00b7\\u2022\\u25a0-\\u25ff]\\t", "m");

  function withoutInvisible(line, spared) {
    return line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, function (sign) {
      return sign === "\t" || (spared && /\p{Co}/u.test(sign)) ? sign : "";
    });
  }

  function cleanLine(line) {
    var plain = withoutInvisible(withoutInvisible(line, true).replace(FONT_SIGN, "$1\u2022 "), false).normalize("NFC");
    plain = plain.replace(LETTER_SIGN, "$1\u2022 ");
    var body = plain.replace(SPACES, " ").trim().replace(ROUND_SIGN, "- ").replace(DASH_SIGN, "- ").trim();
    if (!LISTED.test(body)) {
      return body;
    }
    var indent = INDENT.exec(plain);
    var depth = indent ? Math.floor(indent[0].replace(/\t/g, "  ").length / 2) : 0;
    return "  ".repeat(Math.min(depth, DEEPEST)) + body;
  }

  function cleanText(text) {
    return text.split(BREAK).map(cleanLine).join("\n").replace(/\n{3,}/g, "\n\n").trim();
  }

  function isComment(node) {
    return COMMENT_CLASS.test(node.getAttribute("class") || "") || COMMENT_STYLE.test(node.getAttribute("style") || "");
  }

  function Writer() {
    this.lines = [];
    this.current = "";
    this.prefix = "";
    this.level = 0;
    this.wordItem = false;
    this.lists = [];
    this.cells = 0;
    // The cells so far of each row that is open.
    this.rows = [];
  }

  Writer.prototype.gap = function () {
    this.lines.push("");
  };

  Writer.prototype.withoutSign = function (content) {
    var sign = WORD_SIGN.exec(content);
    if (!sign) {
      return content;
    }
    this.prefix = ORDINAL.test(sign[1]) ? sign[1] + " " : "- ";
    return content.slice(sign[0].length);
  };

  Writer.prototype.endLine = function () {
    var content = this.current;
    if (!content.trim()) {
      return;
    }
    if (this.wordItem) {
      content = this.withoutSign(content);
    }
    content = content.replace(/[\s\u00a0]+/g, " ").trim();
    var indent = "";
    for (var i = 0; this.prefix && i < this.level; i += 1) {
      indent += "  ";
    }
    this.lines.push(indent + this.prefix + content);
    this.current = "";
    this.prefix = "";
    this.level = 0;
    this.wordItem = false;
  };

  Writer.prototype.list = function (node, ordered) {
    this.endLine();
    if (!this.lists.length) {
      this.gap();
    }
    this.lists.push(ordered ? { next: parseInt(node.getAttribute("start"), 10) || 1 } : null);
    this.children(node);
    this.endLine();
    this.lists.pop();
    if (!this.lists.length) {
      this.gap();
    }
  };

  Writer.prototype.item = function (node) {
    var list = this.lists[this.lists.length - 1];
    this.endLine();
    this.level = Math.max(0, this.lists.length - 1);
    this.prefix = list ? list.next + ". " : "- ";
    if (list) {
      list.next += 1;
    }
    this.children(node);
    this.endLine();
  };

  Writer.prototype.cell = function (node) {
    var row = this.rows.length - 1;
    if (row >= 0) {
      this.current += this.rows[row] ? " | " : "";
      this.rows[row] += 1;
    }
    this.cells += 1;
    this.children(node);
    this.cells -= 1;
    // A cell over several columns has empty ones beside it, so that all rows are as wide.
    var covered = row < 0 ? "" : node.getAttribute("colspan") || "";
    this.current += " |".repeat(/^\d{1,2}$/.test(covered) && covered > 1 ? covered - 1 : 0);
  };

  Writer.prototype.row = function (node) {
    this.endLine();
    this.rows.push(0);
    this.children(node);
    this.rows.pop();
    if (!this.current.replace(/[\s|]+/g, "")) {
      this.current = "";
    }
    this.endLine();
  };

  Writer.prototype.paragraph = function (node) {
    if (this.cells) {
      this.current += " ";
      this.children(node);
      this.current += " ";
      return;
    }
    if (this.current.trim()) {
      this.endLine();
    }
    var level = /mso-list:[^;]*\blevel([1-9])/.exec(node.getAttribute("style") || "");
    this.wordItem = Boolean(level) || (node.getAttribute("class") || "").startsWith("MsoListParagraph");
    var inList = this.wordItem || this.lists.length > 0;
    if (this.wordItem) {
      this.level = level ? Number(level[1]) - 1 : 0;
    }
    if (!inList) {
      this.gap();
    }
    this.children(node);
    this.endLine();
    if (!inList) {
      this.gap();
    }
  };

  Writer.prototype.children = function (node) {
    for (var child = node.firstChild; child; child = child.nextSibling) {
      this.node(child);
    }
  };

  Writer.prototype.node = function (node) {
    if (node.nodeType === 3) {
      this.current += node.data.replace(/[ \t\r\n\f]+/g, " ");
      return;
    }
    var tag = node.nodeType === 1 ? node.tagName.toLowerCase() : "";
    if (!tag || DROPPED.test(tag) || isComment(node)) {
      return;
    }
    if (tag === "br") {
      if (this.cells) {
        this.current += " ";
      } else {
        this.endLine();
      }
    } else if (tag === "ul" || tag === "ol") {
      this.list(node, tag === "ol");
    } else if (tag === "li") {
      this.item(node);
    } else if (tag === "td" || tag === "th") {
      this.cell(node);
    } else if (tag === "tr") {
      this.row(node);
    } else if (PARAGRAPH.test(tag)) {
      this.paragraph(node);
    } else {
      this.children(node);
    }
  };

  function htmlToText(html) {
    // A parsed document is inert: no script of it runs and no picture of it is fetched.
    var page = new DOMParser().parseFromString(html, "text/html");
    var writer = new Writer();
    writer.children(page.body);
    writer.endLine();
    return cleanText(writer.lines.join("\n"));
  }

  function insert(field, text) {
    field.focus();
    // The only way that leaves the browser's undo working; the other one is for browsers that refuse it.
    if (document.execCommand(text ? "insertText" : "delete", false, text)) {
      return;
    }
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function paste(event) {
    var field = event.target;
    var board = event.clipboardData;
    if (!field.hasAttribute || !field.hasAttribute("data-paste-clean") || field.readOnly || !board) {
      return;
    }
    var plain = board.getData("text/plain");
    var text = htmlToText(board.getData("text/html")) || (WORD_LIST.test(plain) ? cleanText(plain) : "");
    if (text) {
      event.preventDefault();
      insert(field, text);
    }
  }

  window.pasteClean = { htmlToText: htmlToText, cleanText: cleanText, insert: insert };
  document.addEventListener("paste", paste);
})();
