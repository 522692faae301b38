"use strict";
(() => {
	const byID = (id) => document.getElementById(id);
	const page = JSON.parse(byID("page").textContent);
	const several = page.columns.length > 1;
	const step = 100; // rows that are drawn at a time
	const words = { passed: ["✓", "passed"], failed: ["✗", "failed"], errored: ["!", "errored"] };

	// el makes an element. Whatever comes from outside is text in it, never markup.
	function el(name, attributes, ...inside) {
		const e = document.createElement(name);
		for (const [key, value] of Object.entries(attributes || {})) {
			if (value === true) e.setAttribute(key, "");
			else if (value !== false && value !== undefined && value !== null) e.setAttribute(key, value);
		}
		e.append(...inside.filter((x) => x !== null && x !== undefined && x !== ""));
		return e;
	}

	// --- data: rows of cases, with a cell for each column

	function load() {
		const rows = new Map();
		for (const block of document.querySelectorAll("script.cases")) {
			const { prompt, column } = page.runs[Number(block.dataset.run)];
			for (const c of JSON.parse(block.textContent)) {
				const key = JSON.stringify([prompt, c.id, c.repeat || 1]);
				let row = rows.get(key);
				if (!row) {
					row = { key, order: rows.size, prompt, id: c.id, repeat: c.repeat || 1, cells: page.columns.map(() => null), text: null };
					rows.set(key, row);
				}
				row.cells[column] = c;
				row.first = row.first || c;
			}
			block.remove();
		}
		return [...rows.values()];
	}

	const rows = load();
	const nameOf = (row) => row.id + (row.repeat > 1 ? " #" + row.repeat : "");
	const known = (row) => row.cells.filter((c) => c);
	const titleOf = (a) => a.type + (a.name ? " (" + a.name + ")" : "");
	const broken = (a) => !a.passed || a.error;

	// --- words for numbers

	const whole = (n) => Math.round(n).toLocaleString("en");
	function millis(ms) {
		if (ms < 1) return "<1 ms";
		if (ms < 999.5) return ms.toFixed(0) + " ms";
		if (ms < 59950) return (ms / 1000).toFixed(1) + " s";
		const seconds = Math.round(ms / 1000), minutes = Math.floor(seconds / 60);
		return minutes < 60 ? minutes + " min " + (seconds % 60) + " s" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
	}
	function usd(amount) {
		if (amount === undefined) return "";
		if (amount === 0) return "$0";
		if (amount >= 100) return "$" + whole(amount);
		if (amount >= 1) return "$" + amount.toFixed(2);
		if (amount < 0.0000005) return "<$0.000001";
		return "$" + amount.toFixed(Math.min(6, 2 - Math.floor(Math.log10(amount)))).replace(/\.?0+$/, "");
	}
	const score = (x) => (x === 0 || x === 1 ? String(x) : Math.min(0.99, Math.max(0.01, x)).toFixed(2));

	// --- which rows are shown, and in which order

	const state = { q: "", show: "all", prompt: "", tag: "", assertion: "", sort: "order", down: false, left: 0, right: page.columns.length - 1, words: true };

	const ranks = { passed: 2, failed: 0, errored: 1 };
	// turned is 1 where a case passes in the earlier column and fails in the later one, 2 where
	// it is the other way round, else 0. Where nobody could judge an answer, nothing turned.
	function turned(row) {
		const a = row.cells[state.left], b = row.cells[state.right];
		if (!a || !b || a.status === b.status || a.status === "errored" || b.status === "errored") return 0;
		return a.status === "passed" ? 1 : 2;
	}
	const turns = ["", "broken", "fixed"];
	const statuses = (row) => new Set(row.cells.map((c) => (c ? c.status : "")));
	const answers = (row) => new Set(row.cells.map((c) => (c ? JSON.stringify([c.output, c.toolCalls]) : "")));
	const tests = {
		all: () => true,
		open: (row) => known(row).some((c) => c.status !== "passed"),
		failed: (row) => known(row).some((c) => c.status === "failed"),
		errored: (row) => known(row).some((c) => c.status === "errored"),
		passed: (row) => known(row).every((c) => c.status === "passed"),
		flipped: (row) => turned(row) > 0,
		broken: (row) => turned(row) === 1,
		fixed: (row) => turned(row) === 2,
		outcomes: (row) => statuses(row).size > 1,
		answers: (row) => answers(row).size > 1,
	};
	const shows = [["all", "all cases"], ["open", "not passed"], ["failed", "failed"], ["errored", "errored"], ["passed", "passed"]]
		.concat(several ? [["flipped", "flipped"], ["broken", "broken: passed before"], ["fixed", "fixed: failed before"], ["outcomes", "outcome differs anywhere"], ["answers", "answer differs anywhere"]] : []);

	const of = (row, f) => Math.max(0, ...known(row).map(f));
	const orders = {
		order: (a, b) => a.order - b.order,
		gravest: (a, b) => Math.min(...known(a).map((c) => ranks[c.status])) - Math.min(...known(b).map((c) => ranks[c.status])),
		flips: (a, b) => ((turned(a) || 3) - (turned(b) || 3)) || orders.gravest(a, b),
		id: (a, b) => nameOf(a).localeCompare(nameOf(b), "en", { numeric: true }),
		score: (a, b) => Math.min(...known(a).map((c) => c.score)) - Math.min(...known(b).map((c) => c.score)),
		latency: (a, b) => of(b, (c) => c.latencyMs) - of(a, (c) => c.latencyMs),
		cost: (a, b) => of(b, (c) => c.costUsd || 0) - of(a, (c) => c.costUsd || 0),
	};
	const sorts = [["order", "order of the tests"], ["gravest", "failures first"]].concat(several ? [["flips", "flipped first"]] : [])
		.concat([["id", "name"], ["score", "lowest score"], ["latency", "slowest"], ["cost", "dearest"]]);

	// textOf is all of a row in which something can be found.
	function textOf(row) {
		if (row.text === null) {
			const parts = [nameOf(row), page.prompts[row.prompt]];
			for (const c of known(row)) {
				parts.push(c.description, ...(c.tags || []), JSON.stringify(c.variables || ""), c.output, c.error);
				for (const t of c.toolCalls || []) parts.push(t.name, t.arguments);
				for (const a of c.assertions || []) if (broken(a)) parts.push(a.reason, a.error);
			}
			row.text = parts.filter((x) => x).join("\n").toLowerCase();
		}
		return row.text;
	}

	function matches(row) {
		if (!tests[state.show](row)) return false;
		if (state.prompt !== "" && page.prompts[row.prompt] !== state.prompt) return false;
		if (state.tag && !known(row).some((c) => (c.tags || []).includes(state.tag))) return false;
		if (state.assertion && !known(row).some((c) => fails(c, state.assertion))) return false;
		return state.q.toLowerCase().split(/\s+/).every((word) => !word || textOf(row).includes(word));
	}

	// fails says whether a case failed an assertion, named by its title or with its place besides.
	const fails = (c, name) => (name === page.noAnswer ? Boolean(c.error) : (c.assertions || []).some((a) => broken(a) && (titleOf(a) === name || titleOf(a) + " " + a.place === name)));

	// --- the matrix

	let shown = [], drawn = 0, body = null;
	const opened = new Set(); // keys of rows
	const pinned = new Set(); // rows that the address names: they are shown, and come first

	function update() {
		shown = rows.filter((row) => pinned.has(row) || matches(row));
		const order = orders[state.sort];
		shown.sort((a, b) => pinned.has(b) - pinned.has(a) || (state.down ? -1 : 1) * order(a, b) || a.order - b.order);
		byID("count").textContent = shown.length === rows.length ? whole(rows.length) + (rows.length === 1 ? " case" : " cases") : whole(shown.length) + " of " + whole(rows.length);
		draw();
		remember();
	}

	function draw() {
		drawn = 0;
		body = el("tbody", { role: "rowgroup" });
		const table = el("table", { role: "table", "aria-rowcount": shown.length + 1 },
			el("caption", { class: "sr" }, "Cases and what came of them"), head(), body);
		if (shown.length) table.append(foot());
		byID("matrix").replaceChildren(table);
		if (!shown.length) byID("matrix").append(el("p", { class: "nothing" }, rows.length ? "No case is like that. " : "No cases were run.", rows.length ? clearer() : null));
		more();
	}

	function clearer() {
		const b = el("button", { type: "button" }, "Show all cases");
		b.addEventListener("click", () => {
			Object.assign(state, { q: "", show: "all", prompt: "", tag: "", assertion: "" });
			reflect();
			choose();
			byID("q").focus();
		});
		return b;
	}

	function more() {
		for (const row of shown.slice(drawn, drawn + step)) {
			body.append(line(row));
			if (opened.has(row.key)) body.append(detail(row));
		}
		drawn = Math.min(shown.length, drawn + step);
		const button = byID("more");
		button.hidden = drawn >= shown.length;
		button.textContent = "Show more: " + whole(drawn) + " of " + whole(shown.length) + " are shown";
	}

	function sortable(key, text, attributes) {
		const b = el("button", { type: "button" }, text);
		const now = state.sort === key ? (state.down !== (key === "latency" || key === "cost") ? "descending" : "ascending") : null;
		b.addEventListener("click", () => {
			state.down = state.sort === key && !state.down;
			state.sort = key;
			reflect();
			update();
			const again = document.querySelector('.matrix th[data-sort="' + key + '"] button');
			if (again) again.focus();
		});
		return el("th", { scope: "col", role: "columnheader", "data-sort": key, "aria-sort": now, ...attributes }, b);
	}

	function head() {
		const row = el("tr", { role: "row" }, sortable("id", "Case", { class: "id" }));
		if (several) {
			for (const c of page.columns) row.append(el("th", { scope: "col", role: "columnheader", class: "cell" }, c));
		} else {
			row.append(el("th", { scope: "col", role: "columnheader", class: "cell" }, "Answer"), sortable("score", "Score", { class: "num n" }),
				sortable("latency", "Latency", { class: "num n" }), sortable("cost", "Cost", { class: "num n" }));
		}
		return el("thead", { role: "rowgroup" }, row);
	}

	// foot sums up the rows that are shown.
	function foot() {
		const row = el("tr", { role: "row" }, el("th", { scope: "row", role: "rowheader" }, shown.length === rows.length ? "All cases" : "These " + whole(shown.length)));
		page.columns.forEach((label, i) => {
			const cells = shown.map((r) => r.cells[i]).filter((c) => c);
			const passed = cells.filter((c) => c.status === "passed").length;
			const judged = cells.filter((c) => c.status !== "errored");
			const mean = judged.length ? judged.reduce((sum, c) => sum + c.score, 0) / judged.length : null;
			const times = cells.filter((c) => !c.error).map((c) => c.latencyMs).sort((a, b) => a - b);
			const median = times.length ? millis(times[Math.ceil(times.length / 2) - 1]) : "";
			const cost = cells.reduce((sum, c) => sum + (c.costUsd || 0) + (c.judgeUsd || 0), 0);
			const outcome = whole(passed) + " of " + whole(cells.length) + " passed";
			const dollars = cells.some((c) => c.costUsd !== undefined) ? usd(cost) : "";
			if (several) {
				row.append(el("td", { role: "cell", "data-label": label, class: "cell" }, [outcome, mean === null ? "" : "score " + score(mean), median && "median " + median, dollars].filter((x) => x).join(" · ")));
			} else {
				row.append(el("td", { role: "cell" }, outcome), ...[["Score", mean === null ? "" : score(mean)], ["Median latency", median], ["Cost", dollars]]
					.map(([name, text]) => el("td", { role: "cell", class: "num n", "data-label": name }, text)));
			}
		});
		return el("tfoot", { role: "rowgroup" }, row);
	}

	function badge(status) {
		const [sign, word] = words[status];
		return el("span", { class: "status " + status }, el("span", { class: "sign", "aria-hidden": "true" }, sign), word);
	}

	function line(row) {
		const open = el("button", { type: "button", class: "open-case", "aria-expanded": String(opened.has(row.key)) }, nameOf(row));
		const head = el("th", { scope: "row", role: "rowheader" }, open);
		if (page.prompts.length > 1) head.append(el("span", { class: "said" }, page.prompts[row.prompt]));
		if (row.first.description) head.append(el("span", { class: "said", dir: "auto" }, row.first.description));
		const tags = (row.first.tags || []).map((t) => el("span", { class: "tag" }, t));
		if (several && turned(row)) tags.unshift(el("span", { class: "flip " + turns[turned(row)] }, turns[turned(row)]));
		if (tags.length) head.append(el("span", { class: "tags" }, ...tags));
		const tr = el("tr", { role: "row", class: "row" + (opened.has(row.key) ? " open" : "") }, head, ...row.cells.flatMap((c, i) => cells(c, i)));
		open.addEventListener("click", () => toggle(row, tr, open));
		return tr;
	}

	function cells(c, i) {
		const label = several ? page.columns[i] : null;
		if (!c) return [el("td", { role: "cell", class: "cell absent", "data-label": label }, "not run")];
		const cell = el("td", { role: "cell", class: "cell", "data-label": label });
		if (several) cell.append(el("span", { class: "fig" }, [c.assertions ? "score " + score(c.score) : "", c.error ? "" : millis(c.latencyMs), usd(c.costUsd)].filter((x) => x).join(" · ")));
		cell.append(badge(c.status), why(c), excerpt(c));
		if (several) return [cell];
		const num = (name, text) => el("td", { role: "cell", class: "num n", "data-label": name }, text);
		return [cell, num("Score", c.error ? "" : score(c.score)), num("Latency", c.error ? "" : millis(c.latencyMs)), num("Cost", usd(c.costUsd))];
	}

	// why says in a line what did not hold.
	function why(c) {
		const wrong = (c.assertions || []).filter(broken);
		if (c.error) return el("span", { class: "why errored" }, c.error);
		if (!wrong.length) return "";
		const said = titleOf(wrong[0]) + (wrong[0].reason || wrong[0].error ? ": " + (wrong[0].error || wrong[0].reason) : "");
		return el("span", { class: "why" + (wrong[0].error ? " errored" : "") }, clipped(said, 160) + (wrong.length > 1 ? " (and " + (wrong.length - 1) + " more)" : ""));
	}

	const clipped = (text, most) => (text.length > most ? [...text.slice(0, most)].slice(0, -1).join("") + "…" : text);

	function excerpt(c) {
		if (c.error) return "";
		const calls = (c.toolCalls || []).map((t) => "→ " + t.name + " " + t.arguments).join("\n");
		const text = clipped([(c.output || "").trim().slice(0, 600), calls].filter((x) => x).join("\n"), 400);
		return el("div", { class: "excerpt" + (text ? "" : " empty"), lang: "", dir: "auto" }, text || "an empty answer");
	}

	function toggle(row, tr, button) {
		const opening = !opened.has(row.key);
		button.setAttribute("aria-expanded", String(opening));
		tr.classList.toggle("open", opening);
		if (opening) {
			opened.add(row.key);
			tr.after(detail(row));
		} else {
			opened.delete(row.key);
			tr.nextElementSibling.remove();
		}
		remember();
	}

	// --- what is known of one case

	function detail(row) {
		const place = el("div", { class: "inside" });
		const variables = Object.entries(row.first.variables || {});
		if (variables.length) {
			place.append(el("dl", { class: "values" }, ...variables.flatMap(([name, value]) =>
				[el("dt", {}, name), el("dd", { lang: "", dir: "auto", tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2))])));
		}
		const a = row.cells[state.left], b = row.cells[state.right];
		const diff = several && state.words && a && b && a !== b && !a.error && !b.error ? compare(a.output || "", b.output || "") : null;
		place.append(el("div", { class: "panes" }, ...row.cells.map((c, i) => (c ? pane(row, c, i, diff) : null)).filter((x) => x)));
		if (row.first.place) place.append(el("p", { class: "measures" }, row.first.place));
		return el("tr", { role: "row", class: "detail" }, el("td", { role: "cell", colspan: several ? page.columns.length + 1 : 5 }, place));
	}

	function pane(row, c, i, diff) {
		const p = el("section", { class: "pane", "aria-label": nameOf(row) + ", " + page.columns[i] }, el("h3", {}, badge(c.status), several ? page.columns[i] : "Answer"));
		if (c.error) p.append(el("p", { class: "trouble" }, c.error), c.hint ? el("p", { class: "measures" }, "hint: " + c.hint) : "");
		else p.append(answer(c, diff && (i === state.left ? diff.old : i === state.right ? diff.now : null)));
		for (const t of c.toolCalls || []) p.append(el("h4", {}, "calls " + t.name), el("pre", { class: "answer", tabindex: "0" }, pretty(t.arguments)));
		if ((c.assertions || []).length) p.append(el("ul", { class: "checks" }, ...c.assertions.map(check)));
		p.append(el("p", { class: "measures" }, measures(c)));
		return p;
	}

	function answer(c, marked) {
		if (!c.output) return el("p", { class: "empty" }, "an empty answer");
		const pre = el("pre", { class: "answer", lang: "", dir: "auto", tabindex: "0" });
		if (marked) pre.append(...marked.map(([changed, text, kind]) => (changed ? el(kind, {}, text) : text)));
		else pre.textContent = c.output;
		if (c.cut) pre.append(el("span", { class: "fine" }, "\n… " + whole(c.cut) + " bytes more are in the results file"));
		return pre;
	}

	function pretty(text) {
		try {
			return JSON.stringify(JSON.parse(text), null, 2);
		} catch {
			return text;
		}
	}

	function check(a) {
		const status = a.error ? "errored" : a.passed ? "passed" : "failed";
		return el("li", {}, el("span", { class: status, role: "img", "aria-label": status }, words[status][0]),
			el("span", {}, el("span", { class: "kind" }, titleOf(a)),
				el("span", { class: "reason " + (a.passed && !a.error ? "" : status), dir: "auto" }, a.error || a.reason || ""),
				a.hint ? el("span", { class: "fine" }, "hint: " + a.hint + " ") : "", a.passed || !a.place ? "" : el("span", { class: "fine" }, a.place)),
			el("span", { class: "fine" }, score(a.score) + (a.weight === 1 ? "" : " × " + a.weight)));
	}

	function measures(c) {
		const tokens = c.tokens && c.tokens.input + c.tokens.output ? whole(c.tokens.input) + " + " + whole(c.tokens.output) + " tokens" : "";
		const judge = c.judgeUsd ? "judges " + usd(c.judgeUsd) : "";
		return [c.error ? "" : "score " + score(c.score), c.error ? "" : millis(c.latencyMs), usd(c.costUsd), judge, tokens, c.attempts > 1 ? c.attempts + " attempts" : "", c.recorded ? "recorded" : "", c.finish]
			.filter((x) => x).join(" · ");
	}

	// --- words that differ

	// pieces cuts a text into words, single characters of scripts without spaces,
	// white space and whatever else there is.
	const pieces = (text) => text.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}])[\p{L}\p{M}\p{N}_'’])+|\s+|[^]/gu) || [];

	// compare returns both texts in stretches, [changed, text, element], or null where they
	// have so little in common that marks would say nothing.
	function compare(was, is) {
		const a = pieces(was), b = pieces(is);
		const keep = common(a, b);
		if (!keep || 5 * said(a, keep.a) < said(a) || 5 * said(b, keep.b) < said(b)) return null;
		return { old: stretches(a, keep.a, "del"), now: stretches(b, keep.b, "ins") };
	}

	// said counts pieces that are not white space, all or those that are kept.
	const said = (list, kept) => list.filter((text, i) => (!kept || kept[i]) && /\S/.test(text)).length;

	// stretches joins pieces that are next to each other and alike. White space between
	// two pieces that changed has changed with them.
	function stretches(list, kept, kind) {
		const changed = list.map((_, i) => !kept[i]);
		for (let i = 1; i < list.length - 1; i++) {
			if (!changed[i] && changed[i - 1] && changed[i + 1] && /^\s+$/.test(list[i])) changed[i] = true;
		}
		const all = [];
		list.forEach((text, i) => {
			const last = all[all.length - 1];
			if (last && last[0] === changed[i]) last[1] += text;
			else all.push([changed[i], text, kind]);
		});
		return all;
	}

	// common marks a longest common subsequence of two lists (Myers 1986), or returns
	// null where they have too little in common for that to be of use.
	function common(a, b) {
		let from = 0, endA = a.length, endB = b.length;
		while (from < endA && from < endB && a[from] === b[from]) from++;
		while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
		const keep = { a: new Uint8Array(a.length).fill(1), b: new Uint8Array(b.length).fill(1) };
		keep.a.fill(0, from, endA);
		keep.b.fill(0, from, endB);
		const n = endA - from, m = endB - from, most = Math.min(n + m, 1200), size = 2 * most + 2;
		const v = new Int32Array(size), trace = [];
		for (let d = 0; d <= most; d++) {
			trace.push(v.slice(most - d, most + d + 2));
			for (let k = -d; k <= d; k += 2) {
				let x = k === -d || (k !== d && v[most + k - 1] < v[most + k + 1]) ? v[most + k + 1] : v[most + k - 1] + 1;
				while (x < n && x - k < m && a[from + x] === b[from + x - k]) x++;
				v[most + k] = x;
				if (x >= n && x - k >= m) return back(trace, d, n, m, from, keep);
			}
		}
		return null;
	}

	function back(trace, d, x, y, from, keep) {
		for (; d > 0; d--) {
			const v = trace[d], at = (k) => v[k + d], k = x - y;
			const before = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
			const px = at(before), py = px - before;
			while (x > px && y > py) { x--; y--; keep.a[from + x] = keep.b[from + y] = 1; }
			x = px;
			y = py;
		}
		while (x > 0 && y > 0) { x--; y--; keep.a[from + x] = keep.b[from + y] = 1; }
		return keep;
	}

	// --- what can be chosen, and the address that says what was

	function fill(id, options, value) {
		byID(id).replaceChildren(...options.map(([v, text]) => el("option", { value: v, selected: String(v) === String(value) }, text)));
	}

	// counted lists texts with how many rows each is of, the most common first.
	function counted(f) {
		const counts = new Map();
		for (const row of rows) for (const text of new Set(known(row).flatMap(f))) counts.set(text, (counts.get(text) || 0) + 1);
		return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
	}

	function choices() {
		fill("show", shows.map(([key, text]) => [key, text + (key === "all" ? "" : " (" + whole(rows.filter(tests[key]).length) + ")")]), state.show);
		fill("sort", sorts, state.sort);
		optional("prompt", page.prompts.length > 1 ? page.prompts.map((p) => [p, rows.filter((r) => page.prompts[r.prompt] === p).length]) : [], "all prompts");
		optional("tag", counted((c) => c.tags || []), "all tags");
		const failed = counted((c) => (c.error ? [page.noAnswer] : (c.assertions || []).filter(broken).map(titleOf)));
		const name = state.assertion, at = rows.filter((row) => known(row).some((c) => fails(c, name))).length;
		if (name && at && !failed.slice(0, 500).some(([title]) => title === name)) failed.unshift([name, at]);
		optional("assertion", failed, "anything or nothing");
		if (several) {
			byID("compare").hidden = false;
			fill("left", page.columns.map((c, i) => [i, c]), state.left);
			fill("right", page.columns.map((c, i) => [i, c]), state.right);
		}
	}

	function optional(id, options, none) {
		byID(id).closest("label").hidden = options.length === 0;
		fill(id, [["", none], ...options.slice(0, 500).map(([text, n]) => [text, clipped(text, 60) + " (" + whole(n) + ")"])], state[id]);
	}

	const kept = ["q", "show", "prompt", "tag", "assertion", "sort"];

	function remember() {
		const address = new URLSearchParams();
		for (const key of kept) if (state[key] !== start[key]) address.set(key, state[key]);
		if (state.down) address.set("down", "1");
		for (const key of ["left", "right"]) if (state[key] !== start[key]) address.set(key, state[key]);
		for (const row of rows) if (opened.has(row.key)) address.append("case", nameOf(row));
		const text = address.toString();
		try {
			history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
		} catch {
			// a browser may refuse that of a file
		}
	}

	function recall() {
		const address = new URLSearchParams(location.hash.slice(1));
		for (const key of kept) state[key] = address.has(key) ? address.get(key) : start[key];
		if (!tests[state.show]) state.show = "all";
		if (!orders[state.sort]) state.sort = start.sort;
		state.down = address.get("down") === "1";
		for (const key of ["left", "right"]) state[key] = page.columns[address.get(key)] === undefined ? start[key] : Number(address.get(key));
		const names = new Set(address.getAll("case"));
		opened.clear();
		pinned.clear();
		for (const row of rows) {
			if (!names.has(nameOf(row)) && !names.has(row.id)) continue;
			opened.add(row.key);
			pinned.add(row);
		}
	}

	// reflect shows the state in what can be chosen.
	function reflect() {
		byID("q").value = state.q;
		for (const id of ["show", "prompt", "tag", "assertion", "sort", "left", "right"]) byID(id).value = state[id];
	}

	// choose shows what was chosen, and nothing besides.
	function choose() {
		pinned.clear();
		update();
	}

	function listen() {
		let later = 0;
		byID("q").addEventListener("input", (e) => {
			state.q = e.target.value;
			clearTimeout(later);
			later = setTimeout(choose, 120);
		});
		byID("bar").addEventListener("submit", (e) => e.preventDefault());
		for (const id of ["show", "prompt", "tag", "assertion"]) byID(id).addEventListener("change", (e) => { state[id] = e.target.value; choose(); });
		byID("sort").addEventListener("change", (e) => { state.sort = e.target.value; state.down = false; choose(); });
		for (const id of ["left", "right"]) byID(id).addEventListener("change", (e) => { state[id] = Number(e.target.value); choices(); update(); });
		byID("words").addEventListener("change", (e) => { state.words = e.target.checked; draw(); });
		byID("more").addEventListener("click", more);
		for (const b of document.querySelectorAll(".pick")) {
			b.hidden = false;
			b.addEventListener("click", () => {
				state.assertion = b.dataset.assertion;
				choices();
				reflect();
				choose();
				byID("cases").scrollIntoView();
				byID("cases").focus({ preventScroll: true });
			});
		}
		addEventListener("hashchange", () => {
			if (location.hash === "#cases") return;
			recall();
			choices();
			reflect();
			update();
			if (pinned.size) byID("cases").scrollIntoView();
		});
		addEventListener("beforeprint", () => { while (drawn < Math.min(shown.length, 2000)) more(); });
		document.addEventListener("keydown", (e) => {
			if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) {
				e.preventDefault();
				byID("q").focus();
			}
		});
		new ResizeObserver(() => document.documentElement.style.setProperty("--bar", byID("bar").offsetHeight + "px")).observe(byID("bar"));
		new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting) && drawn < shown.length) more(); }, { rootMargin: "600px" }).observe(byID("more"));
	}

	// The cases that matter most come first, unless something else is asked for.
	if (rows.some(tests.open)) state.sort = several ? "flips" : "gravest";
	const start = { ...state };
	byID("matrix").classList.toggle("many", page.columns.length > 4);
	recall();
	choices();
	reflect();
	listen();
	byID("cases").hidden = false;
	update();
})();
