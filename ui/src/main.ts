// Where the window begins: find the host, then show the app.
import { mount } from "svelte";
import App from "./App.svelte";
import { connect } from "./host/host";
import { learn } from "./said";
import { StudioStore } from "./state/studio.svelte";
import { language } from "./texts";
import { reminded } from "./texts/reminder";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no #app");

document.documentElement.lang = language;
const { appearance } = reminded();
if (appearance !== "system") document.documentElement.dataset.theme = appearance;
// Before anything is shown, so that nothing is said in two languages.
const [host] = await Promise.all([connect(), learn(language)]);
const studio = new StudioStore(host);
mount(App, { target, props: { studio } });
