//! What a video is made into: chosen for it, by a preset, or as it was chosen last.

use std::path::Path;

use domain::choice::Choice;
use domain::codec::Codec;
use domain::failure::Failure;
use domain::job::State;
use domain::preset::Preset;
use package::durable::{self, Keep};

use super::{Owner, not_now};
use crate::api::{Answer, Change, Command, PresetOption, Tools, VideoId};
use crate::blocking::blocking;
use crate::handle::{Message, Reply};
use crate::library::Fact;
use crate::presets::Found;

/// What a file of presets is called unless the person says otherwise.
const FILE: &str = "HLS Studio presets.json";

impl Owner {
    pub(super) fn configure(&mut self, id: VideoId, choice: Choice) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let free = matches!(entry.state, State::Ready | State::Finished | State::Failed { .. });
        let Some(details) = entry.details.as_mut().filter(|_| free) else { return Err(not_now()) };
        let examined = details.examined.as_ref().ok_or_else(not_now)?;
        // Only what can be planned is taken.
        domain::plan::plan(examined.source.clone(), examined.media.clone(), choice.clone())?;
        let other_picture = details.choice.edits.video_track != choice.edits.video_track;
        details.choice = choice.clone();
        self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        // What was tried is not what would be made now.
        self.end_trial(Some(id));
        self.tell_video(id);
        if other_picture {
            self.take_still(id);
        }
        Ok(())
    }

    /// Makes of a video what a preset says.
    pub(super) fn apply_preset(&mut self, id: VideoId, name: &str) -> Result<(), Failure> {
        let preset = self.presets.find(name)?;
        let made = self.codecs().to_vec();
        let details = self.list.expect(id)?.details.as_ref().ok_or_else(not_now)?;
        let examined = details.examined.as_ref().ok_or_else(not_now)?;
        let choice = preset.applied(&examined.media, &details.choice, &made);
        self.configure(id, choice)
    }

    /// Keeps what is chosen for a video as a preset.
    pub(super) fn keep_preset(&mut self, id: VideoId, name: &str) -> Result<(), Failure> {
        let details = self.list.expect(id)?.details.as_ref().ok_or_else(not_now)?;
        let examined = details.examined.as_ref().ok_or_else(not_now)?;
        let preset = Preset::of(name, &examined.media, &details.choice);
        self.presets.keep(preset)?;
        self.tell_presets();
        self.tell_video(id);
        Ok(())
    }

    /// Changes the person's presets.
    pub(super) fn change_presets(&mut self, command: Command) -> Result<(), Failure> {
        match command {
            Command::AddPreset { preset } => self.presets.keep(*preset)?,
            Command::RenamePreset { preset, name } => self.presets.rename(&preset, &name)?,
            Command::RemovePreset { preset } => self.presets.remove(&preset)?,
            _ => return Err(not_now()),
        }
        self.tell_presets();
        Ok(())
    }

    /// Has a file of presets read, and takes them.
    pub(super) fn import_presets(&self, file: String, reply: Reply) {
        let messages = self.messages.clone();
        tokio::spawn(async move {
            let found = blocking(move || Found::read(Path::new(&file))).await.and_then(|found| found);
            drop(messages.send(Message::Presets(found, reply)));
        });
    }

    pub(super) fn take_presets(&mut self, found: Found) -> Result<Answer, Failure> {
        let taken = self.presets.take(found)?;
        self.tell_presets();
        Ok(Answer::Imported { presets: taken.names, unread: taken.unread })
    }

    /// Lets the person pick a file of presets, and takes what is in it.
    pub(super) fn choose_presets(&self, reply: Reply) {
        let (asked, messages) = (self.desktop.choose_presets(), self.messages.clone());
        tokio::spawn(async move {
            let Some(file) = asked.await else {
                let _ = reply.send(Ok(Answer::Done));
                return;
            };
            let path = file.to_string_lossy().into_owned();
            drop(messages.send(Message::Command(Command::ImportPresets { path }, reply)));
        });
    }

    /// Lets the person say where to, and writes presets there.
    pub(super) fn save_presets(&self, names: &[String], reply: Reply) {
        let text = match self.presets.give(names) {
            Ok(text) => text,
            Err(failure) => return drop(reply.send(Err(failure))),
        };
        let asked = self.desktop.choose_place(FILE);
        tokio::spawn(async move {
            let Some(file) = asked.await else {
                let _ = reply.send(Ok(Answer::Done));
                return;
            };
            let write = move || durable::write(&file, text.as_bytes(), Keep::Always).map_err(Failure::from);
            let written = blocking(write).await.and_then(|written| written);
            let _ = reply.send(written.map(|()| Answer::Done));
        });
    }

    /// What was chosen last is offered for a video of which nothing is chosen yet.
    pub(super) fn choose_as_last(&mut self, id: VideoId) {
        let Some(last) = self.presets.last().cloned() else { return };
        let made = self.codecs().to_vec();
        let Ok(entry) = self.list.expect(id) else { return };
        let Some(details) = entry.details.as_mut() else { return };
        let Some(examined) = &details.examined else { return };
        if details.choice != (Choice { edits: details.choice.edits.clone(), ..Choice::default() }) {
            return;
        }
        let edits = details.choice.edits.clone();
        let choice = Choice { edits, ..last.applied(&examined.media, &details.choice, &made) };
        let possible = domain::plan::plan(examined.source.clone(), examined.media.clone(), choice.clone());
        if choice != details.choice && possible.is_ok() {
            details.choice = choice.clone();
            self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        }
    }

    /// A video is converted: what is chosen for it is the last choice.
    pub(super) fn remember_choice(&mut self, id: VideoId) {
        let Some(details) = self.list.get(id).and_then(|entry| entry.details.as_ref()) else { return };
        let Some(examined) = &details.examined else { return };
        let last = Preset::of("", &examined.media, &details.choice).unedited();
        self.presets.remember(last);
    }

    /// All presets, as the window lists them.
    pub(super) fn preset_options(&self) -> Vec<PresetOption> {
        let own = |preset: &Preset| self.presets.own().contains(preset);
        self.presets.all().into_iter().map(|preset| PresetOption { own: own(&preset), preset }).collect()
    }

    /// The codecs that the ffmpeg at hand makes.
    pub(super) fn codecs(&self) -> &[Codec] {
        match &self.tools {
            Tools::Found { codecs, .. } => codecs,
            _ => &[],
        }
    }

    fn tell_presets(&mut self) {
        let presets = self.preset_options();
        self.subscribers.tell(Change::Presets { presets });
    }
}
