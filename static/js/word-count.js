// Live word count below a field; the rule is that of proposals/text/words.py, and both are tested on the same table.
//
// <textarea data-word-count data-min="300" data-max="600" data-word-output="id-of-output" data-word-group="name">
// <p id="id-of-output"></p>                                     count of this field
// <p data-word-total="name" data-min="300" data-max="900"></p>  count of all fields of the group together
//
// An output gets data-state="short" (also when nothing is written), "ok" or "over". Fields that arrive later (htmx) are
// counted as well.
(function () {
  "use strict";

  var INVISIBLE =
    "[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u061c\\u180e" +
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ue000-\\uf8ff\\ufeff]";
  var BREAK = "[\\n\\r\\u000b\\u000c\\u0085\\u2028\\u2029]";
  var SPACE = "[\\t \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]";
  var BULLET =
    "[-*+\\u00a7\\u00b7\\u2010-\\u2015\\u2022\\u2023\\u2043\\u2219\\u25a0-\\u25ff\\u2713\\u2714\\u2794-\\u27bf]";
  var ORDINAL =
    "(?:\\(?[0-9]{1,2}(?:\\.[0-9]{1,2}){0,3}[.)]{1,2}|\\(?[A-Za-z][.)]{1,2}|\\(?(?:[ivx]{2,5}|[IVX]{2,5})[.)]{1,2})";
  var LETTER_BULLET = "[ovq\\u00d8\\u00fc]";
  var WORD =
    "[0-9A-Za-z\\u00aa\\u00b5\\u00ba\\u00bc-\\u00be\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0370-\\u037d\\u037f-\\u0386" +
    "\\u0388-\\u1fee\\u1ff0-\\u1ffc\\u2100-\\u218f\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefe\\uff10-\\uff19" +
    "\\uff21-\\uff3a\\uff41-\\uff5a\\uff66-\\uffdc";
  // U+1D400 to U+1D7FF are exactly the surrogate pairs that begin with D835.
  var ASTRAL = "\\ud835]";

  var invisible = new RegExp(INVISIBLE, "g");
  var lineBreak = new RegExp(BREAK);
  var marker = new RegExp(
    "^(?:" + SPACE + "*" + LETTER_BULLET + "\\t)?(?:" + BULLET + "|" + SPACE + ")*(?:" + ORDINAL + "(?=" + SPACE + "|$))?"
  );
  var cut = new RegExp(SPACE + "+|\\u2014|--+");
  var word = new RegExp(WORD + ASTRAL);

  function countLine(line) {
    var pieces = line.replace(marker, "").split(cut);
    var count = 0;
    for (var i = 0; i < pieces.length; i += 1) {
      if (word.test(pieces[i])) {
        count += 1;
      }
    }
    return count;
  }

  function countWords(text) {
    var lines = text.replace(invisible, "").split(lineBreak);
    var count = 0;
    for (var i = 0; i < lines.length; i += 1) {
      count += countLine(lines[i]);
    }
    return count;
  }

  function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ".");
  }

  function limit(element, name) {
    return parseInt(element.getAttribute(name), 10) || 0;
  }

  function show(output, count, min, max) {
    var text = grouped(count) + " kata";
    var state = "ok";
    if (min) {
      text += " · paling sedikit " + grouped(min);
    }
    if (max) {
      text += " · paling banyak " + grouped(max);
    }
    if (!count || (min && count < min)) {
      state = "short";
    } else if (max && count > max) {
      state = "over";
      text += " · kelebihan " + grouped(count - max);
    }
    if (!output.hasAttribute("aria-live")) {
      output.setAttribute("aria-live", "polite");
    }
    output.setAttribute("data-state", state);
    // Writing the same text again would make a screen reader say it again.
    if (output.textContent !== text) {
      output.textContent = text;
    }
  }

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function showField(field) {
    var output = document.getElementById(field.getAttribute("data-word-output"));
    if (output) {
      show(output, countWords(field.value), limit(field, "data-min"), limit(field, "data-max"));
    }
  }

  function showTotal(output) {
    var name = output.getAttribute("data-word-total");
    var total = 0;
    each("textarea[data-word-count]", function (field) {
      if (field.getAttribute("data-word-group") === name) {
        total += countWords(field.value);
      }
    });
    show(output, total, limit(output, "data-min"), limit(output, "data-max"));
  }

  function refresh() {
    each("textarea[data-word-count]", showField);
    each("[data-word-total]", showTotal);
  }

  var waiting = null;

  function refreshSoon(event) {
    var field = event.target;
    if (field && field.hasAttribute && field.hasAttribute("data-word-count")) {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(refresh, 150);
    }
  }

  window.wordCount = { count: countWords, refresh: refresh };
  document.addEventListener("input", refreshSoon);
  document.addEventListener("htmx:load", refresh);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", refresh);
  } else {
    refresh();
  }
})();
