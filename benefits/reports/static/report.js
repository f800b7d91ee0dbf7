// Draws every chart of a report from the option beside it. Amounts come in fen, shares in millionths.
"use strict";
(function () {
  var chinese = document.documentElement.lang.indexOf("zh") === 0;

  function grouped(value, places) {
    return value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places })
      .replace("-", "\u2212");
  }

  function short(value, places) {
    return value.toLocaleString("en-US", { maximumFractionDigits: places }).replace("-", "\u2212");
  }

  function exact(value, unit) {
    if (value === null || value === undefined) { return "\u2014"; }
    if (unit === "fen") { return chinese ? grouped(value / 100, 2) + " 元" : grouped(value / 100, 2) + " yuan"; }
    if (unit === "share") { return grouped(value / 10000, 2) + "%"; }
    if (unit === "index") { return grouped(value / 1000000, 4); }
    return grouped(value, 0);
  }

  function onAxis(value, unit, most) {
    if (unit === "fen") {
      if (chinese) {
        if (most >= 1e10) { return short(value / 1e10, 2) + "亿元"; }
        if (most >= 1e6) { return short(value / 1e6, 2) + "万元"; }
        return short(value / 100, 2) + "元";
      }
      if (most >= 1e8) { return short(value / 1e8, 2) + "m"; }
      if (most >= 1e5) { return short(value / 1e5, 2) + "k"; }
      return short(value / 100, 2);
    }
    if (unit === "share") { return short(value / 10000, 2) + "%"; }
    if (unit === "index") { return short(value / 1000000, 4); }
    return short(value, 2);
  }

  function largest(option, pick) {
    var most = 0;
    option.series.forEach(function (series) {
      series.data.forEach(function (each) { most = Math.max(most, Math.abs(pick(each) || 0)); });
    });
    return most;
  }

  // A legend wraps; the chart below it begins where its last row ends.
  var pen = document.createElement("canvas").getContext("2d");
  function rows(option, width) {
    if (!option.legend.show) { return 0; }
    var lines = 1, used = 0, room = width - 40;
    pen.font = "12px " + option.textStyle.fontFamily;
    option.series.forEach(function (series) {
      var long = 25 + 5 + pen.measureText(series.name).width;
      if (used && used + long > room) { lines += 1; used = 0; }
      used += long + 16;
    });
    return lines - 1;
  }

  function fit(chart, place, option) {
    var more = 31 * rows(option, place.clientWidth);
    place.style.height = Number(place.dataset.height) + more + "px";
    chart.resize();
    var laid = { grid: { top: option.grid.top + more } };
    pen.font = "12px " + option.textStyle.fontFamily;
    ["xAxis", "yAxis"].forEach(function (side) {
      var names = option[side].data, most = place.clientWidth * 0.36;
      if (option[side].type !== "category") { return; }
      if (side === "xAxis") { most = (place.clientWidth - 80) / names.length - 8; }
      var longest = Math.max.apply(null, names.map(function (name) { return pen.measureText(name).width; }));
      laid[side] = { axisLabel: { width: Math.ceil(Math.min(longest + 2, most, 260)) } };
    });
    chart.setOption(laid);
  }

  function draw(place) {
    var option = JSON.parse(place.querySelector("script").textContent);
    // What a text measures is asked of a canvas, which must be told the font by name.
    option.textStyle.fontFamily = getComputedStyle(document.body).fontFamily;
    var unit = place.dataset.unit, xUnit = place.dataset.xUnit;
    var pairs = place.dataset.kind === "line" || place.dataset.kind === "points";
    var most = largest(option, function (each) { return pairs ? each.value[1] : each; });
    [option.xAxis, option.yAxis].forEach(function (axis) {
      if (axis.type !== "value") { return; }
      var across = pairs && axis === option.xAxis;
      var top = across ? largest(option, function (each) { return each.value[0]; }) : most;
      axis.axisLabel.formatter = function (value) { return onAxis(value, across ? xUnit : unit, top); };
    });
    if (pairs) {
      option.tooltip.formatter = function (told) {
        var lines = [told.name, told.seriesName, exact(told.value[0], xUnit), exact(told.value[1], unit)];
        return lines.filter(Boolean).map(echarts.format.encodeHTML).join("<br>");
      };
    } else {
      option.tooltip.valueFormatter = function (value) { return exact(value, unit); };
    }
    place.classList.add("drawn");
    place.style.height = place.dataset.height + "px";
    var chart = echarts.init(place, null, { renderer: "svg", locale: chinese ? "ZH" : "EN" });
    chart.setOption(option);
    fit(chart, place, option);
    window.addEventListener("resize", function () { fit(chart, place, option); });
  }

  Array.prototype.forEach.call(document.querySelectorAll(".chart"), draw);
})();
