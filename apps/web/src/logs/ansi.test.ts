// @vitest-environment node
import { plainText } from "@berth/core";
import { expect, test } from "vitest";
import { toPieces } from "./ansi.ts";

test("colours become names of tokens and end where the line ends them", () => {
	expect(toPieces("a \u001b[1;31mred\u001b[0m z")).toEqual([
		{ at: 0, text: "a ", colour: null, bold: false },
		{ at: 9, text: "red", colour: "red", bold: true },
		{ at: 16, text: " z", colour: null, bold: false },
	]);
});

test("orders other than colours leave no trace", () => {
	expect(plainText("\u001b[2K\u001b[1Gdone\u001b]0;title\u0007 \u001b[38;5;196mx\u001b[m\u0000")).toBe("done x");
	expect(toPieces("\u001b[38;5;31mx").map(({ colour }) => colour)).toEqual([null]);
});

test("a progress line shows what it wrote last", () => {
	expect(plainText("10 %\r50 %\r100 %\r")).toBe("100 %");
	expect(toPieces("10 %\r100 %")[0]?.text).toBe("100 %");
});
