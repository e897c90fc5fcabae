// Where a player page begins: read what it plays, then show it.
import { mount } from "svelte";
import { beginning, readProgramme } from "../state/programme";
import { language } from "../texts";
import MissingNote from "./MissingNote.svelte";
import PlayerPage from "./PlayerPage.svelte";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/page.css";

const target = document.getElementById("player");
if (!target) throw new Error("the page has no #player");

/** Whether it stands in a frame of another page. */
const framed = window.top !== window.self;

document.documentElement.lang = language;
document.documentElement.classList.toggle("framed", framed);
const programme = readProgramme(document.getElementById("programme")?.textContent ?? "", document.baseURI);
if (programme) mount(PlayerPage, { target, props: { programme, framed, from: beginning(location.hash) ?? 0 } });
else mount(MissingNote, { target });
