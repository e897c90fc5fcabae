"use strict";
(() => {
  const part = (id) => document.getElementById(id);
  const video = part("video");
  const playlist = video.dataset.playlist;
  const AUTO = -1;
  let hls = null;
  let frame = 1 / 25;

  const fail = (sentence, detail) => {
    part("sentence").textContent = sentence;
    part("detail").textContent = detail || "";
    part("problem").hidden = false;
  };

  const start = () => {
    part("problem").hidden = true;
    if (window.Hls && Hls.isSupported()) return startHls();
    if (video.canPlayType("application/vnd.apple.mpegurl")) return startNative();
    fail("This browser cannot play HLS.", "It has neither Media Source Extensions nor HLS of its own.");
  };

  const startNative = () => {
    video.onerror = () => fail("The video cannot be played.", video.error && video.error.message);
    video.src = playlist;
    play();
  };

  const startHls = () => {
    if (hls) hls.destroy();
    let recovered = false;
    // A conversion that still runs is an EVENT playlist; hls.js would begin at its end.
    hls = new Hls({ startPosition: 0 });
    hls.on(Hls.Events.MANIFEST_PARSED, () => { fillQualities(); play(); });
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, fillAudio);
    hls.on(Hls.Events.LEVEL_SWITCHED, showLevel);
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
        recovered = true;
        hls.recoverMediaError();
        return;
      }
      hls.stopLoad();
      fail(explain(error), [error.details, error.reason, error.url && fileOf(error.url)].filter(Boolean).join(" · "));
    });
    hls.loadSource(playlist);
    hls.attachMedia(video);
  };

  const explain = (error) => {
    const code = error.response && error.response.code;
    if (error.details === Hls.ErrorDetails.MANIFEST_LOAD_ERROR && code === 404) {
      return "There is no master.m3u8 in this folder (yet).";
    }
    if (error.details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
      return "This browser cannot decode the video's codecs.";
    }
    if (error.type === Hls.ErrorTypes.NETWORK_ERROR) {
      return code ? "A file of the package could not be loaded (" + code + ")." : "HLS Studio does not answer any more.";
    }
    return "The video cannot be played.";
  };

  // The path without the secret first segment and the mount's number.
  const fileOf = (url) => new URL(url, location.href).pathname.split("/").slice(3).join("/");

  const play = () => { video.play().catch(() => { /* the browser wants a click first; its button is there */ }); };

  const option = (value, text) => {
    const element = document.createElement("option");
    element.value = String(value);
    element.textContent = text;
    return element;
  };

  const levelName = (level) => Math.min(level.width, level.height) + "p · " + (level.bitrate / 1e6).toFixed(1) + " Mb/s";

  const fillQualities = () => {
    const levels = hls.levels.map((level, index) => ({ level, index }));
    levels.sort((a, b) => b.level.bitrate - a.level.bitrate);
    part("quality").replaceChildren(option(AUTO, "Auto"), ...levels.map(({ level, index }) => option(index, levelName(level))));
    part("quality-field").hidden = levels.length < 2;
  };

  const fillAudio = () => {
    part("audio").replaceChildren(...hls.audioTracks.map((track, index) => option(index, track.name || track.lang || "Audio")));
    part("audio").value = String(hls.audioTrack);
    part("audio-field").hidden = hls.audioTracks.length < 2;
  };

  const showLevel = () => {
    const level = hls.levels[hls.currentLevel];
    if (!level) return;
    const rate = Number(level.frameRate) || 0;
    if (rate > 0) frame = 1 / rate;
    part("now").textContent = level.width + "×" + level.height + (rate ? " · " + rate + " fps" : "") + " · " + levelName(level).split(" · ")[1];
  };

  const pickQuality = (value) => {
    hls.nextLevel = value;
    part("quality").value = String(value);
  };

  const stepQuality = (step) => {
    if (!hls) return;
    const options = [...part("quality").options].map((element) => Number(element.value));
    const next = options.indexOf(Number(part("quality").value)) + step;
    if (next >= 0 && next < options.length) pickQuality(options[next]);
  };

  const seek = (seconds) => { video.currentTime = Math.max(0, Math.min(video.currentTime + seconds, video.duration || Infinity)); };
  const volume = (change) => { video.muted = false; video.volume = Math.max(0, Math.min(1, video.volume + change)); };
  const step = (direction) => { video.pause(); seek(direction * frame); };
  const fullScreen = () => {
    const change = document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen && video.requestFullscreen();
    if (change) change.catch(() => { /* refused by the browser or the person */ });
  };
  const toggle = () => { if (video.paused) play(); else video.pause(); };

  const keys = {
    " ": toggle, k: toggle,
    ArrowLeft: () => seek(-5), ArrowRight: () => seek(5), j: () => seek(-10), l: () => seek(10),
    ",": () => step(-1), ".": () => step(1),
    ArrowUp: () => volume(0.1), ArrowDown: () => volume(-0.1), m: () => { video.muted = !video.muted; },
    "[": () => stepQuality(1), "]": () => stepQuality(-1),
    f: fullScreen, Home: () => seek(-Infinity), End: () => seek(Infinity),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, button")) return;
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }, true);

  part("quality").addEventListener("change", (event) => pickQuality(Number(event.target.value)));
  part("audio").addEventListener("change", (event) => { hls.audioTrack = Number(event.target.value); });
  part("again").addEventListener("click", start);
  start();
})();
