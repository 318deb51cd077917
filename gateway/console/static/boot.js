"use strict";
// The other scripts come once the page can be read: on a slow line its words go first.
{
const { rest } = document.currentScript.dataset;
const add = (src) => document.body.append(Object.assign(document.createElement("script"), { src, async: false }));
addEventListener("load", () => rest.split(" ").forEach((name) => add(`/console/static/${name}`)));
}
