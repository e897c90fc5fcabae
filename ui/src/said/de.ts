// What the engine says, in German, by its English templates; `english.json` lists those that have to be here.
import type { Catalog } from "./speaker";

export const said: Catalog = {
  ", by a table since this ffmpeg has no zscale filter": ", mit einer Tabelle, weil diesem ffmpeg der Filter zscale fehlt",
  ", with its cover as the picture": ", mit dem Cover als Bild",
  "A DASH manifest goes with a file for each segment only. Leave out DASH, or the choice of one file for all.":
    "Ein DASH-Manifest gibt es nur mit einer Datei je Segment. Lass DASH weg oder die Wahl einer einzigen Datei.",
  "A DASH manifest goes with fragmented MP4 only. Leave out DASH, or the choice of transport streams.":
    "Ein DASH-Manifest gibt es nur mit fragmentiertem MP4. Lass DASH weg oder die Wahl von Transportströmen.",
  "A batch has {0} objects at most. Send it in several.": "Auf einmal gehen höchstens {0} Objekte. Schick sie in mehreren Schüben.",
  "A body of another length than was signed is refused.": "Andere Längen als signiert werden abgewiesen.",
  "A cache keeps the stable entry for too long: {0} seconds later the old one is still read.":
    "Ein Cache behält den festen Einstieg zu lange: Nach {0} Sekunden ist noch der alte zu lesen.",
  "A cache still has files that were taken down. Nothing leads to them any more.":
    "Ein Cache hat noch Dateien, die offline genommen wurden. Zu ihnen führt nichts mehr.",
  "A cache still has the stable entry after it was taken down.":
    "Ein Cache hat den festen Einstieg noch, obwohl er offline genommen wurde.",
  "A file's head is served.": "Auf HEAD-Anfragen gibt es Antwort.",
  "A key frame every two seconds": "Alle zwei Sekunden ein Schlüsselbild",
  "A link's name has letters, digits, “-”, “_” and “.” alone. Choose another.":
    "Der Name eines Links hat nur Buchstaben, Ziffern, „-“, „_“ und „.“. Wähl einen anderen.",
  "A new entry is not seen: {0} seconds later the old one is still read.":
    "Ein neuer Einstieg wird nicht sichtbar: Nach {0} Sekunden ist noch der alte zu lesen.",
  "A new version is seen within seconds.": "Eine neue Fassung ist in Sekunden zu sehen.",
  "A newer HLS Studio has made the list of videos. Use that version, or move {0} elsewhere to begin a new list.":
    "Die Videoliste stammt von einem neueren HLS Studio. Nimm diese Version, oder leg {0} woandershin, um eine neue Liste zu beginnen.",
  "A part was sent, and is not listed: a large file that is broken off is sent anew.":
    "Ein Teil wurde gesendet, steht aber nicht in der Liste: Bricht eine große Datei ab, wird sie ganz neu gesendet.",
  "A picture can be turned by 90, 180 or 270°, not {0}°.": "Ein Bild lässt sich um 90, 180 oder 270° drehen, nicht um {0}°.",
  "A pixel can be a tenth to ten times as wide as it is high.": "Ein Pixel kann ein Zehntel- bis zehnmal so breit wie hoch sein.",
  "A price is a number of 0 or more.": "Ein Preis ist eine Zahl von 0 oder mehr.",
  "A publish can be begun, and the backend signs for it.": "Das Veröffentlichen kann beginnen, und das Backend signiert dafür.",
  "A publish that was broken off begins anew. The store has to keep metadata (x-amz-meta-sha256) and give it with HEAD; a proxy before it must not drop it.":
    "Ein abgebrochenes Veröffentlichen beginnt von vorn. Der Speicher muss Metadaten (x-amz-meta-sha256) behalten und bei HEAD nennen; ein Proxy davor darf sie nicht weglassen.",
  "A watermark can be 0 to 25 percent of the picture's shorter side away from the edges.":
    "Ein Wasserzeichen kann 0 bis 25 Prozent der kürzeren Bildseite von den Rändern entfernt sein.",
  "A watermark can be seen by 1 to 100 percent.": "Ein Wasserzeichen kann zu 1 bis 100 Prozent zu sehen sein.",
  "A watermark can take 1 to 100 percent of the picture's width.": "Ein Wasserzeichen kann 1 bis 100 Prozent der Bildbreite einnehmen.",
  "AV1 is in fragmented MP4": "AV1 liegt in fragmentiertem MP4",
  "AV1 is not beyond level 6.2": "AV1 geht nicht über Level 6.2",
  "AWS: aws cloudfront create-cache-policy --cache-policy-config file://policy.json, for the default behavior":
    "AWS: aws cloudfront create-cache-policy --cache-policy-config file://policy.json, für das Standardverhalten (default behavior)",
  "Add a 240p resolution with 64 kbit/s of sound.": "Nimm eine Auflösung von 240p mit 64 kbit/s Ton dazu.",
  "Add a ladder in H.264.": "Nimm alle Auflösungen auch in H.264 dazu.",
  "Add a sound in AAC with two channels.": "Nimm einen Ton in AAC mit zwei Kanälen dazu.",
  "Add a variant of it at half the frame rate.": "Nimm eine Variante davon mit halber Bildrate dazu.",
  "Add a variant of it with fewer bits.": "Nimm eine Variante davon mit weniger Bits dazu.",
  "Add an EXT-X-MEDIA with TYPE={0} and GROUP-ID=\"{1}\".": "Füg ein EXT-X-MEDIA mit TYPE={0} und GROUP-ID=\"{1}\" hinzu.",
  "Add an I-frame playlist for every resolution.": "Füg für jede Auflösung eine I-Frame-Playlist hinzu.",
  "Add its smaller resolutions, too.": "Nimm auch die kleineren Auflösungen dazu.",
  "Add one of at most 15 Mbit/s.": "Nimm eine mit höchstens 15 Mbit/s dazu.",
  "Add one of standard range.": "Nimm eine in SDR dazu.",
  "Add one with fewer pixels or frames a second.": "Nimm eine mit weniger Pixeln oder Bildern pro Sekunde dazu.",
  "Add smaller resolutions for slower connections.": "Nimm für langsamere Verbindungen kleinere Auflösungen dazu.",
  "Add variants of standard range.": "Nimm Varianten in SDR dazu.",
  "All is there: {0} playlists were read, and {1} of the files that they name looked at.":
    "Alles ist da: {0} Playlists wurden gelesen, und {1} der Dateien darin angesehen.",
  "All pictures are of one shape": "Alle Bilder haben eine Form",
  "All variants have a score, or none": "Alle Varianten haben einen SCORE oder keine",
  "An MP4 to download would lie beside the encrypted video for everybody to take. Leave out the MP4, or the encryption.":
    "Ein MP4 zum Herunterladen läge für alle greifbar neben dem verschlüsselten Video. Lass das MP4 weg oder die Verschlüsselung.",
  "Another HLS Studio is using the list of videos. Close it and try again.":
    "Ein anderes HLS Studio benutzt die Videoliste. Schließ es und versuch es noch einmal.",
  "As the file says": "Wie die Datei sagt",
  "At most 60 frames a second": "Höchstens 60 Bilder pro Sekunde",
  "Average bit rates are declared": "Durchschnittliche Bitraten sind angegeben",
  "Average bit rates as declared": "Durchschnittliche Bitraten wie angegeben",
  "Begin both at once": "Beide gleichzeitig beginnen lassen",
  "Begun with {0} {1}, and this is {2}: made anew": "Mit {0} {1} begonnen, und dies ist {2}: wird neu gemacht",
  "Bit rates are about those of the table": "Bitraten etwa wie in der Tabelle",
  "Bit rates as declared": "Bitraten wie angegeben",
  "Bit rates of I-frames follow from those of the variants": "Bitraten der I-Frames folgen aus denen der Varianten",
  "Bit rates of sound are about those of the table": "Bitraten des Tons etwa wie in der Tabelle",
  "Black bars around a picture of {0}×{1}: kept": "Schwarze Ränder um ein Bild von {0}×{1}: bleiben",
  "Bring it to standard range": "In SDR umrechnen",
  "By the source": "Wie die Quelle",
  "Caches may keep the stable entry for {0} seconds: so long a new version is not seen.":
    "Caches dürfen den festen Einstieg {0} Sekunden behalten: So lange ist eine neue Fassung nicht zu sehen.",
  "Check endpoint, region, name and keys of the bucket in the backend's configuration.":
    "Prüf Adresse, Region, Namen und Schlüssel des Buckets in der Konfiguration des Backends.",
  "Check its address, that it runs, and that no firewall is in between.":
    "Prüf seine Adresse, ob es läuft und ob keine Firewall dazwischen ist.",
  "Check public_url in the backend's configuration, the domain's DNS and its certificate.":
    "Prüf public_url in der Konfiguration des Backends, das DNS der Domain und ihr Zertifikat.",
  "Check that the backend runs and can be reached, and test again.": "Prüf, ob das Backend läuft und erreichbar ist, und teste neu.",
  "Check the access key and the endpoint in the backend's configuration.":
    "Prüf die Schlüssel-ID und die Adresse in der Konfiguration des Backends.",
  "Check the address: it is the one before /v1, such as https://signer.example.com.":
    "Prüf die Adresse: Es ist die vor /v1, etwa https://signer.example.com.",
  "Check the bucket in the backend's configuration: endpoint, region, name and keys, and that the keys may list, read, write and delete there.":
    "Prüf den Bucket in der Konfiguration des Backends: Adresse, Region, Name und Schlüssel, und ob die Schlüssel dort auflisten, lesen, schreiben und löschen dürfen.",
  "Check the bucket's endpoint in the backend's configuration. It has to be one that this computer reaches, over https.":
    "Prüf die Adresse des Buckets in der Konfiguration des Backends. Dieser Rechner muss sie erreichen, über https.",
  "Check the secret key and the region in the backend's configuration. A proxy before the store must not change headers or paths.":
    "Prüf den geheimen Schlüssel und die Region in der Konfiguration des Backends. Ein Proxy vor dem Speicher darf weder Header noch Pfade ändern.",
  "Choose a frame rate from 1 to 60 frames a second.": "Wähl eine Bildrate von 1 bis 60 Bildern pro Sekunde.",
  "Choose at least one resolution.": "Wähl mindestens eine Auflösung.",
  "Cloudflare's API: a rule of the phase http_request_cache_settings":
    "API von Cloudflare: eine Regel der Phase http_request_cache_settings",
  "Cloudflare: Caching, Cache Rules, Create rule, Edit expression":
    "Cloudflare: unter „Caching“, „Cache Rules“, „Create rule“, „Edit expression“",
  "Codecs as declared": "Codecs wie angegeben",
  "Colours are those of the source": "Die Farben sind die der Quelle",
  "Copy it again from where it comes from, or choose to keep what can be read.":
    "Kopier sie neu von dort, wo sie herkommt, oder nimm, was lesbar ist.",
  "Crop them away": "Wegschneiden",
  "Cropped to {0}×{1}, as chosen": "Zugeschnitten auf {0}×{1}, wie gewählt",
  "Cut every rendition at the same times.": "Schneid alle Auflösungen zu denselben Zeiten.",
  "Cut it to the same length.": "Kürze sie auf dieselbe Länge.",
  "Cut it with the picture": "Mit dem Bild abschneiden",
  "Cut segments of 6 s.": "Schneid Segmente von 6 s.",
  "Cut shorter segments, or declare a longer target duration in every playlist.":
    "Schneid kürzere Segmente, oder gib in jeder Playlist eine längere Zieldauer an.",
  "Cut the picture with it": "Das Bild mit ihm abschneiden",
  "DASH players cannot decrypt what HLS encrypts whole. Leave out DASH, or the encryption.":
    "DASH-Player können nicht entschlüsseln, was HLS am Stück verschlüsselt. Lass DASH weg oder die Verschlüsselung.",
  "Damaged bytes are refused, by {0}.": "Beschädigte Bytes werden abgewiesen, dank {0!}.",
  "Declare AVERAGE-BANDWIDTH.": "Gib AVERAGE-BANDWIDTH an.",
  "Declare AVERAGE-BANDWIDTH={0}.": "Gib AVERAGE-BANDWIDTH={0} an.",
  "Declare CODECS.": "Gib CODECS an.",
  "Declare CODECS=\"{0}\".": "Gib CODECS=\"{0}\" an.",
  "Declare EXT-X-DISCONTINUITY at the same times everywhere.": "Gib EXT-X-DISCONTINUITY überall zu denselben Zeiten an.",
  "Declare EXT-X-I-FRAMES-ONLY at its head.": "Gib am Anfang EXT-X-I-FRAMES-ONLY an.",
  "Declare EXT-X-PLAYLIST-TYPE:VOD.": "Gib EXT-X-PLAYLIST-TYPE:VOD an.",
  "Declare EXT-X-TARGETDURATION:{0} in every playlist.": "Gib in jeder Playlist EXT-X-TARGETDURATION:{0} an.",
  "Declare EXT-X-VERSION:{0}.": "Gib EXT-X-VERSION:{0} an.",
  "Declare FRAME-RATE={0:n}.": "Gib FRAME-RATE={0} an.",
  "Declare LANGUAGE, `und` when it is not known.": "Gib LANGUAGE an, `und`, wenn die Sprache nicht bekannt ist.",
  "Declare RESOLUTION={0}x{1}.": "Gib RESOLUTION={0}x{1} an.",
  "Declare SCORE of every variant, or of none.": "Gib SCORE bei allen Varianten an oder bei keiner.",
  "Declare VIDEO-RANGE of every variant.": "Gib VIDEO-RANGE bei allen Varianten an.",
  "Declare VIDEO-RANGE={0}.": "Gib VIDEO-RANGE={0} an.",
  "Declare every segment's length as its samples add up.": "Gib die Länge jedes Segments so an, wie sie sich aus seinen Samples ergibt.",
  "Declare it in the multivariant playlist.": "Gib es in der Haupt-Playlist an.",
  "Declare the longer of them in both.": "Gib in beiden die längere an.",
  "Declare the sound by EXT-X-MEDIA, and name its group by AUDIO.": "Gib den Ton mit EXT-X-MEDIA an, und nenn seine Gruppe mit AUDIO.",
  "Declare {0}.": "Gib {0} an.",
  "Declare {0}={1}.": "Gib {0}={1} an.",
  "Deinterlace it before it is encoded (bwdif).": "Deinterlace es vor dem Kodieren (bwdif).",
  "Discontinuities are everywhere the same": "Unterbrechungen sind überall gleich",
  "Dolby Vision profile 5: its colours cannot be read and come out wrong; export it as HDR10 or SDR":
    "Dolby Vision Profil 5: Die Farben sind nicht lesbar und werden falsch; exportier es als HDR10 oder SDR",
  "Dynamic ranges as declared": "Dynamikumfang wie angegeben",
  "EXTINF up to the end of {0} adds up to {1:n} s from {2:n} s on; the segments last {3:n} s":
    "EXTINF bis zum Ende von {0} ergibt {1} s, ab {2} s; die Segmente dauern {3} s",
  "Encode all variants in the same colours.": "Kodier alle Varianten in denselben Farben.",
  "Encode at fewer pixels or frames a second.": "Kodier mit weniger Pixeln oder Bildern pro Sekunde.",
  "Encode in the profile High (-profile:v high).": "Kodier im Profil High (-profile:v high).",
  "Encode in the profile Main or Main10.": "Kodier im Profil Main oder Main10.",
  "Encode it again from there, or declare EXT-X-DISCONTINUITY in every rendition.":
    "Kodier es von dort an neu, oder gib in jeder Auflösung EXT-X-DISCONTINUITY an.",
  "Encode it anew": "Neu kodieren",
  "Encode it in AAC-LC, or at 64 kbit/s.": "Kodier ihn in AAC-LC oder mit 64 kbit/s.",
  "Encode it in Main10 with the colours of BT.2020.": "Kodier es in Main10 mit den Farben von BT.2020.",
  "Encode small pictures for seeking, one a second.": "Kodier kleine Bilder zum Spulen, eines pro Sekunde.",
  "Encode them in H.264, HEVC or AV1.": "Kodier sie in H.264, HEVC oder AV1.",
  "Encode with a key frame at the start of every segment.": "Kodier mit einem Schlüsselbild am Anfang jedes Segments.",
  "Encode with a key frame every two seconds: seeking and switching are finer then.":
    "Kodier mit einem Schlüsselbild alle zwei Sekunden: Springen und Umschalten werden dann feiner.",
  "Encode with a maximum rate closer to the average.": "Kodier mit einer Höchstrate, die näher am Durchschnitt liegt.",
  "Encode with fewer reference pictures, or name the level.": "Kodier mit weniger Referenzbildern, oder nenn das Level.",
  "Encrypt them by SAMPLE-AES (cbcs).": "Verschlüssle sie mit SAMPLE-AES (cbcs).",
  "End the playlist with EXT-X-ENDLIST.": "Beende die Playlist mit EXT-X-ENDLIST.",
  "Enter the token once more. A new one is made with: hls-studio-signer token":
    "Gib das Token noch einmal ein. Ein neues macht: hls-studio-signer token",
  "Every codec has a whole ladder": "Jeder Codec hat alle Auflösungen",
  "Every file is there": "Jede Datei ist da",
  "Every kind of file comes as what it is.": "Jede Art von Datei kommt als das, was sie ist.",
  "Every playlist covers the same time": "Alle Playlists reichen über dieselbe Zeit",
  "Every segment has one sound": "Jedes Segment hat einen Ton",
  "Everybody reads it.": "Alle können es lesen.",
  "Everything is sent encrypted (https)": "Alles wird verschlüsselt gesendet (https)",
  "Fields become twice as many frames": "Aus Halbbildern werden doppelt so viele Bilder",
  "Files are sent as what they are": "Dateien werden als das gesendet, was sie sind",
  "Finer colour than 4:2:0: made 4:2:0, which every player has": "Feinere Farben als 4:2:0: werden zu 4:2:0, das jeder Player kann",
  "Fitted to the content, which needs the usual rates.": "An den Inhalt angepasst, der die üblichen Bitraten braucht.",
  "Fitted to the content: about {0}% smaller than usual.": "An den Inhalt angepasst: etwa {0}\u00a0% kleiner als üblich.",
  "Frame rate varies: made a steady {0} frames a second": "Wechselnde Bildrate: wird zu gleichmäßigen {0} Bildern pro Sekunde",
  "Frame rates are natural": "Bildraten sind natürlich",
  "Frame rates as declared": "Bildraten wie angegeben",
  "From {0:n} s to the end, as chosen": "Von {0} s bis zum Ende, wie gewählt",
  "From {0:n} s to {1:n} s, as chosen": "Von {0} s bis {1} s, wie gewählt",
  "Give both groups the same members, alike in all but URI and CHANNELS.":
    "Gib beiden Gruppen dieselben Mitglieder, gleich in allem außer URI und CHANNELS.",
  "Give every member of a group its own NAME.": "Gib jedem Mitglied einer Gruppe einen eigenen NAME.",
  "Give every sound segments of its own, and an EXT-X-MEDIA.": "Gib jedem Ton eigene Segmente und ein EXT-X-MEDIA.",
  "Give every sound segments of its own.": "Gib jedem Ton eigene Segmente.",
  "Give the backend's address as https://…; plain http is for this machine alone.":
    "Gib die Adresse des Backends als https://… an; http ohne s geht nur auf diesem Rechner.",
  "Give the bucket the rules below (CORS). CloudFront: let the behavior have the origin request policy CORS-S3Origin, or the response headers policy CORS-With-Preflight. Then purge what the CDN has: what it kept from before has no permission in it.":
    "Gib dem Bucket die Regeln unten (CORS). CloudFront: Gib dem Behavior die Origin Request Policy CORS-S3Origin oder die Response Headers Policy CORS-With-Preflight. Leere danach den Cache des CDN: Was er von vorher behält, trägt keine Erlaubnis.",
  "Give the domain a certificate (Cloudflare and CloudFront have them), and begin public_url with https://.":
    "Gib der Domain ein Zertifikat (Cloudflare und CloudFront haben welche), und lass public_url mit https:// beginnen.",
  "Give the keys' address as browsers have it, such as https://example.com/keys/, without a query.":
    "Gib die Adresse der Schlüssel so an, wie Browser sie haben, etwa https://example.com/keys/, ohne Abfrage dahinter.",
  "Give the page's address as browsers have it, such as https://example.com/film/.":
    "Gib die Adresse der Seite so an, wie Browser sie haben, etwa https://example.com/film/.",
  "Give the preset a name of one to sixty letters.": "Gib der Vorlage einen Namen von einem bis sechzig Buchstaben.",
  "Give the range from the packet in which the I-frame begins to the one in which it ends.":
    "Gib den Bereich vom Paket, in dem der I-Frame beginnt, bis zu dem an, in dem er endet.",
  "Give the range from the start of the moof to the end of the I-frame.":
    "Gib den Bereich vom Anfang des moof bis zum Ende des I-Frames an.",
  "Give the sound segments of its own.": "Gib dem Ton eigene Segmente.",
  "Give the watermark's file by all of its path, without letters that are no Unicode text.":
    "Gib die Datei des Wasserzeichens mit ihrem ganzen Pfad an, ohne Zeichen, die kein Unicode-Text sind.",
  "Groups agree": "Gruppen stimmen überein",
  "H.264 is above level 4.1": "H.264 ist über Level 4.1",
  "H.264 is in fragmented MP4 or transport streams": "H.264 liegt in fragmentiertem MP4 oder Transportströmen",
  "H.264 is not beyond level 5.2": "H.264 geht nicht über Level 5.2",
  "H.264 is of the profile High": "H.264 hat das Profil High",
  "HE-AAC at {0} kbit/s": "HE-AAC mit {0} kbit/s",
  "HE-AAC is for low rates": "HE-AAC ist für niedrige Bitraten",
  "HEVC and AV1 go into fragmented MP4 only. Choose H.264 alone, or leave the container as it is.":
    "HEVC und AV1 gehen nur in fragmentiertes MP4. Wähl H.264 allein, oder lass den Container, wie er ist.",
  "HEVC is above level 4.0": "HEVC ist über Level 4.0",
  "HEVC is in fragmented MP4": "HEVC liegt in fragmentiertem MP4",
  "HEVC is not beyond Main10, level 5.1": "HEVC geht nicht über Main10, Level 5.1",
  "HLS Studio is closing.": "HLS Studio wird gerade beendet.",
  "HLS Studio made a mistake of its own. Please report it with the details.":
    "HLS Studio hat selbst einen Fehler gemacht. Bitte melde ihn mit den Einzelheiten.",
  "High dynamic range ({0}): brought to standard range{1}, to play everywhere":
    "Hoher Dynamikumfang ({0}): wird in SDR umgerechnet{1!}, damit es überall läuft",
  "High dynamic range ({0}): taken for standard range, as chosen; a picture that is really high comes out pale":
    "Hoher Dynamikumfang ({0}): gilt wie gewählt als SDR; ein Bild, das wirklich HDR ist, wird blass",
  "High dynamic range is HDR10 or HLG": "Hoher Dynamikumfang ist HDR10 oder HLG",
  "High dynamic range is there at 30 frames a second": "Hohen Dynamikumfang gibt es auch mit 30 Bildern pro Sekunde",
  "How loud the sound is cannot be measured. Convert it as it is.":
    "Wie laut der Ton ist, lässt sich nicht messen. Konvertier ihn, wie er ist.",
  "How the samples look could not be measured.": "Wie die Proben aussehen, ließ sich nicht messen.",
  "I-frame playlists are described": "I-Frame-Playlists sind beschrieben",
  "I-frame playlists are marked": "I-Frame-Playlists sind gekennzeichnet",
  "I-frame playlists are there": "I-Frame-Playlists sind da",
  "I-frames are those of the smallest variant": "I-Frames sind die der kleinsten Variante",
  "I-frames are {0:n} s apart": "I-Frames liegen {0} s auseinander",
  "I-frames can be fetched alone": "I-Frames lassen sich einzeln laden",
  "IAM: the policy of the backend's user ({0} is the bucket's name)":
    "IAM: die Richtlinie des Backend-Benutzers ({0} ist der Name des Buckets)",
  "Independence is declared once": "Unabhängigkeit ist einmal angegeben",
  "Init segments are named": "Init-Segmente sind angegeben",
  "Interlaced, as its pictures show: made into whole frames": "Halbbilder, wie die Bilder zeigen: werden zu ganzen Bildern",
  "Interlaced: left as it is, as chosen": "Halbbilder: bleiben, wie gewählt",
  "Interlaced: made into whole frames": "Halbbilder: werden zu ganzen Bildern",
  "It is empty, or larger than a bucket takes.": "Leer, oder größer, als ein Bucket sie nimmt.",
  "It is no longer known why this failed.": "Warum das gescheitert ist, ist nicht mehr bekannt.",
  "It is not known any more what this version is made of.": "Es ist nicht mehr bekannt, woraus diese Fassung besteht.",
  "It is where it is said to be, without a detour.": "Es ist dort, wo es sein soll, ohne Umweg.",
  "It was changed by somebody else meanwhile. Try again.": "Inzwischen hat es jemand anderes geändert. Versuch es noch einmal.",
  "Its name is too long. Give it a shorter one.": "Der Name ist zu lang. Gib ihr einen kürzeren.",
  "Keep 5.1 beside stereo": "5.1 neben Stereo behalten",
  "Keep the sound": "Den Ton behalten",
  "Keep the whole picture": "Das ganze Bild behalten",
  "Keys cannot begin with “{0}”. Take a name such as films/.": "Schlüssel können nicht mit „{0}“ beginnen. Nimm einen Namen wie films/.",
  "Languages are named": "Sprachen sind angegeben",
  "Large files can be sent in parts, and gone on with.": "Große Dateien gehen in Teilen, und Abgebrochenes geht weiter.",
  "Large files can be sent in parts, but not given up: what is left of them takes room.":
    "Große Dateien gehen in Teilen, lassen sich aber nicht aufgeben: Was von ihnen übrig ist, belegt Platz.",
  "Large files cannot be sent. {0}": "Große Dateien lassen sich nicht senden. {0!}",
  "Leave DEFAULT=YES to one of them.": "Lass DEFAULT=YES nur bei einem.",
  "Leave it as it is stored": "Lassen, wie es gespeichert ist",
  "Leave it out": "Weglassen",
  "Leave it to EXT-X-MEDIA.": "Überlass ihn EXT-X-MEDIA.",
  "Leave it where it is": "Lassen, wo er ist",
  "Leave the frames as they are": "Die Bilder lassen, wie sie sind",
  "Left as it is stored, as chosen": "Bleibt, wie es gespeichert ist, wie gewählt",
  "Let it follow a time server (NTP): signatures are good for minutes.":
    "Lass sie einem Zeitserver folgen (NTP): Signaturen gelten nur Minuten.",
  "Let the CDN keep each file for as long as its Cache-Control says: a year for versions, seconds for the stable entry. Cloudflare: a cache rule with the expression below, Eligible for cache, Edge TTL \"Use cache-control header if present, bypass cache if not\", Browser TTL \"Respect origin\". CloudFront: the cache policies below, and Compress objects off. Then purge what it has.":
    "Lass das CDN jede Datei so lange behalten, wie ihr Cache-Control sagt: Fassungen ein Jahr, den festen Einstieg Sekunden. Cloudflare: eine Cache Rule mit dem Ausdruck unten, Eligible for cache, Edge TTL „Use cache-control header if present, bypass cache if not“, Browser TTL „Respect origin“. CloudFront: die Cache Policies unten, und Compress objects aus. Leere danach den Cache.",
  "Let the CDN pass Content-Encoding on: playlists are asked for again and again.":
    "Lass das CDN Content-Encoding weitergeben: Playlists werden wieder und wieder geladen.",
  "Let the backend answer with multipart from its multipart_threshold on.":
    "Lass das Backend ab seinem multipart_threshold mit multipart antworten.",
  "Let the backend sign Content-Length with each address. If it does, this store does not look at it.":
    "Lass das Backend bei jeder Adresse Content-Length mitsignieren. Tut es das, achtet dieser Speicher nicht darauf.",
  "Let the backend's keys abort uploads (s3:AbortMultipartUpload), and the bucket forget unfinished ones after some days.":
    "Erlaub den Schlüsseln des Backends, Uploads abzubrechen (s3:AbortMultipartUpload), und lass den Bucket unfertige nach ein paar Tagen vergessen.",
  "Let the backend's keys list parts (s3:ListMultipartUploadParts).":
    "Erlaub den Schlüsseln des Backends, Teile aufzulisten (s3:ListMultipartUploadParts).",
  "Let the keys list, read, write and delete in the bucket.":
    "Erlaub den Schlüsseln, im Bucket aufzulisten, zu lesen, zu schreiben und zu löschen.",
  "Let the token publish in the backend's configuration, or use another one.":
    "Lass das Token in der Konfiguration des Backends veröffentlichen, oder nimm ein anderes.",
  "Let the token publish packages of any name in the backend's configuration.":
    "Lass das Token in der Konfiguration des Backends Pakete mit jedem Namen veröffentlichen.",
  "Let the token's quota be larger, when packages have files of this size.":
    "Gib dem Token mehr Platz, wenn Pakete so große Dateien haben.",
  "Levels are no higher than pictures need": "Level sind nicht höher, als die Bilder brauchen",
  "Look at what serves the public address: the CDN's or the store's own log has more of it.":
    "Sieh nach, was die öffentliche Adresse bedient: Das Log des CDN oder des Speichers sagt mehr.",
  "Look at what the backend says, and at its log: an upload of a new package has to be taken.":
    "Sieh nach, was das Backend und sein Log sagen: Ein Upload für ein neues Paket muss angenommen werden.",
  "MP4 that is not fragmented": "nicht fragmentiertem MP4",
  "Made from fields into whole frames, as chosen": "Aus Halbbildern ganze Bilder gemacht, wie gewählt",
  "Make 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60 frames a second.":
    "Mach 23,976, 24, 25, 29,97, 30, 50, 59,94 oder 60 Bilder pro Sekunde.",
  "Make all of one shape, with bars where need be.": "Bring alle auf eine Form, wo nötig mit Rändern.",
  "Make at most 60 frames a second.": "Mach höchstens 60 Bilder pro Sekunde.",
  "Make it as long.": "Mach sie genauso lang.",
  "Make the bucket, or mend its name, endpoint or region in the backend's configuration.":
    "Leg den Bucket an, oder berichtige seinen Namen, seine Adresse oder Region in der Konfiguration des Backends.",
  "Make the rendition again.": "Mach diese Auflösung neu.",
  "Make the segment again.": "Mach das Segment neu.",
  "Make whole frames": "Ganze Bilder machen",
  "Make {0} again.": "Mach {0} neu.",
  "Make {0} frames a second": "{0} Bilder pro Sekunde machen",
  "Make {0} readable, or make it again.": "Mach {0} lesbar, oder mach es neu.",
  "Mark them as {0} (-tag:v {0}).": "Kennzeichne sie als {0} (-tag:v {0}).",
  "Measure its loudness and write a ludt box.": "Miss die Lautheit, und schreib eine ludt-Box.",
  "Media is not redirected": "Medien werden nicht umgeleitet",
  "Mend the ones above first, then check again.": "Behebe erst die oben, und prüf dann neu.",
  "Move the file into the package's folder.": "Leg die Datei in den Ordner des Pakets.",
  "NAL units that do not fill their sample": "NAL-Einheiten, die ihr Sample nicht füllen",
  "Name all parts, each once, in order.": "Nenn alle Teile, jeden einmal, der Reihe nach.",
  "Name the init segment by EXT-X-MAP before the first segment.": "Nenn das Init-Segment vor dem ersten Segment mit EXT-X-MAP.",
  "No browser could be opened. Copy the link into one.": "Es ließ sich kein Browser öffnen. Kopier den Link in einen.",
  "No package has files of this kind, or compressed so.": "Kein Paket hat Dateien dieser Art oder so komprimierte.",
  "No packet is missing": "Kein Paket des Stroms fehlt",
  "No picture could be decoded from this file. It may be damaged: see whether a player shows it.":
    "Aus dieser Datei ließ sich kein Bild dekodieren. Vielleicht ist sie beschädigt: Sieh nach, ob ein Player sie zeigt.",
  "No picture could be read from this file. It may be damaged: see whether a player shows it.":
    "Aus dieser Datei ließ sich kein Bild lesen. Vielleicht ist sie beschädigt: Sieh nach, ob ein Player sie zeigt.",
  "No segment is far too long": "Kein Segment ist viel zu lang",
  "No sound could be decoded from this file. It may be damaged: see whether a player plays it.":
    "Aus dieser Datei ließ sich kein Ton dekodieren. Vielleicht ist sie beschädigt: Sieh nach, ob ein Player sie abspielt.",
  "No sound: made without a sound track": "Kein Ton: entsteht ohne Tonspur",
  "No variant is sound alone (Apple TV)": "Keine Variante ist nur Ton (Apple TV)",
  "No {0} that can be used was found. Install ffmpeg {1}.{2} or later with libx264, or say in the settings where it is.":
    "Kein brauchbares {0} gefunden. Installier ffmpeg {1}.{2} oder neuer mit libx264, oder sag in den Einstellungen, wo es ist.",
  "Not from a server on the same device": "Nicht von einem Server auf demselben Gerät",
  "Not tested: it was not reached.": "Nicht getestet: Dazu kam es nicht.",
  "Nothing can be kept in {0}. Check that you may write there, and that there is room.":
    "In {0} lässt sich nichts ablegen. Prüf, ob du dort schreiben darfst und ob Platz ist.",
  "Nothing can be measured with this ffmpeg, or of this video.": "Mit diesem ffmpeg oder bei diesem Video lässt sich nichts messen.",
  "Nothing can be written to {0}. Choose another folder.": "In {0} lässt sich nichts schreiben. Wähl einen anderen Ordner.",
  "Nothing is encrypted in counter mode": "Nichts ist im Zählermodus verschlüsselt",
  "Nothing of {0} ({1}) can be decoded: left out": "{0!} ({1}) nicht zu dekodieren: fällt weg",
  "Number the packets of every PID through all segments, or make the segment again.":
    "Nummeriere die Pakete jeder PID durch alle Segmente, oder mach das Segment neu.",
  "OBUs that do not fill their sample": "OBUs, die ihr Sample nicht füllen",
  "One target duration": "Eine Zieldauer für alle",
  "One variant for slow connections (iPhone)": "Eine Variante für langsame Verbindungen (iPhone)",
  "Package it as fragmented MP4.": "Verpack es als fragmentiertes MP4.",
  "Pages of {0} are not told that they may ask for pieces: older browsers do not.":
    "Seiten von {0!} erfahren nicht, dass sie nach Stücken fragen dürfen: Ältere Browser tun es dann nicht.",
  "Pages of {0} may not read it: no player there plays it.": "Seiten von {0!} dürfen es nicht lesen: Dort läuft es in keinem Player.",
  "Pages of {0} may read it.": "Seiten von {0!} dürfen es lesen.",
  "Parameter sets are in the init segment": "Parametersätze sind im Init-Segment",
  "Part {0} is not of this object, or has another size.": "Teil {0} gehört nicht zu diesem Objekt oder hat eine andere Größe.",
  "Peaks stay under twice the average": "Spitzen bleiben unter dem Doppelten des Durchschnitts",
  "Phone video, rotated {0}°: turned upright": "Handyvideo, um {0}° gedreht: wird aufgerichtet",
  "Picture begins {0:n} s after the sound: its first frame put before it":
    "Das Bild beginnt {0} s nach dem Ton: Sein erstes Bild wird davorgestellt",
  "Picture sizes as declared": "Bildgrößen wie angegeben",
  "Pictures and sound are apart": "Bild und Ton sind getrennt",
  "Pictures are in a codec that HLS has": "Bilder sind in einem Codec, den HLS hat",
  "Pictures are whole frames, not fields": "Bilder sind ganze Bilder, keine Halbbilder",
  "Pieces of files are served.": "Teile von Dateien werden ausgeliefert.",
  "Pixels are not square: made {0}, as it is meant to look": "Pixel sind nicht quadratisch: wird zu {0}, so wie es aussehen soll",
  "Players on other sites do not see the size of what they load.": "Player auf anderen Websites sehen nicht, wie groß ist, was sie laden.",
  "Playlists are finished": "Playlists sind abgeschlossen",
  "Playlists are sent compressed": "Playlists werden komprimiert gesendet",
  "Playlists are well formed": "Playlists sind wohlgeformt",
  "Put it in the middle": "In die Mitte setzen",
  "Put it {0}": "Nach {0!} setzen",
  "Put the variant of {0} kbit/s first.": "Stell die Variante mit {0} kbit/s an den Anfang.",
  "Put {0} back, or make the package again.": "Leg {0} zurück, oder mach das Paket neu.",
  "R2 shows a bucket at an address of its own. Say which, such as https://pub-….r2.dev/ or your domain.":
    "R2 zeigt einen Bucket unter einer eigenen Adresse. Sag, welche das ist, etwa https://pub-….r2.dev/ oder deine Domain.",
  "R2: the bucket, Settings, CORS Policy, Add, JSON": "R2: im Bucket unter Settings, CORS Policy, Add, JSON",
  "S3: the bucket, Permissions, Bucket policy, Edit ({0} is its name)":
    "S3: im Bucket unter Permissions, Bucket policy, Edit ({0} ist sein Name)",
  "S3: the bucket, Permissions, Cross-origin resource sharing (CORS), Edit":
    "S3: im Bucket unter Permissions, Cross-origin resource sharing (CORS), Edit",
  "S3: turn Block public access off for the bucket and give it the policy below, or leave it private and put CloudFront before it (origin access control), with public_url its address. R2: connect a custom domain to the bucket, or allow its r2.dev address, and set public_url to that.":
    "S3: Schalte „Block public access“ für den Bucket aus, und gib ihm die Richtlinie unten, oder lass ihn privat und setz CloudFront davor (origin access control), mit dessen Adresse als public_url. R2: Verbinde eine eigene Domain mit dem Bucket, oder erlaub seine r2.dev-Adresse, und setz public_url darauf.",
  "Seeking and fast playback need pieces. Let the CDN or proxy pass Range on, and compress no media: of what is compressed on the way there are no pieces.":
    "Springen und schneller Start brauchen Teile von Dateien. Lass CDN oder Proxy Range weitergeben, und komprimier keine Medien: Was unterwegs komprimiert wird, gibt es nicht in Teilen.",
  "Segment lengths as declared": "Segmentlängen wie angegeben",
  "Segments are declared independent": "Segmente sind als unabhängig angegeben",
  "Segments are whole": "Segmente sind heil",
  "Segments begin with a key frame": "Segmente beginnen mit einem Schlüsselbild",
  "Segments can be 1 to 10 seconds long.": "Segmente können 1 bis 10 Sekunden lang sein.",
  "Segments fit the target duration": "Segmente passen in die Zieldauer",
  "Segments last about 6 seconds": "Segmente dauern etwa 6 Sekunden",
  "Segments line up": "Segmente liegen übereinander",
  "Segments' addresses change": "Adressen der Segmente wechseln",
  "Send an Idempotency-Key of 1 to 256 characters.": "Schick einen Idempotency-Key von 1 bis 256 Zeichen.",
  "Set public_url in the backend's configuration to where it leads: {0}":
    "Setz public_url in der Konfiguration des Backends dorthin, wohin sie führt: {0}",
  "Set public_url in the backend's configuration to where the bucket itself is read, ending in a slash. R2: the S3 endpoint is not public; connect a custom domain, or allow the r2.dev address.":
    "Setz public_url in der Konfiguration des Backends dorthin, wo der Bucket selbst gelesen wird, mit einem Schrägstrich am Ende. R2: Der S3-Endpunkt ist nicht öffentlich; verbinde eine eigene Domain, oder erlaub die r2.dev-Adresse.",
  "Set public_url in the backend's configuration, such as https://cdn.example.com/.":
    "Setz public_url in der Konfiguration des Backends, etwa auf https://cdn.example.com/.",
  "Set the bucket's own region and endpoint in the backend's configuration.":
    "Setz in der Konfiguration des Backends Region und Adresse, die der Bucket hat.",
  "Set the bucket's own region and endpoint in the backend's configuration; the region of R2 is auto.":
    "Setz in der Konfiguration des Backends Region und Adresse, die der Bucket hat; die Region von R2 ist auto.",
  "Set the clock of the machine that signs: let it follow a time server (NTP).":
    "Stell die Uhr des Rechners, der signiert: Lass sie einem Zeitserver folgen (NTP).",
  "Several bit rates": "Mehrere Bitraten",
  "Several resolutions have I-frame playlists": "Mehrere Auflösungen haben I-Frame-Playlists",
  "Several video tracks: the main one is converted": "Mehrere Videospuren: die Hauptspur wird konvertiert",
  "Several video tracks: track {0} is converted, as chosen": "Mehrere Videospuren: Spur {0} wird konvertiert, wie gewählt",
  "Shape of the pixels as chosen: made {0}": "Form der Pixel wie gewählt: wird zu {0}",
  "Some H.264 is for older players": "Etwas H.264 ist für ältere Player da",
  "Some HEVC is for older players": "Etwas HEVC ist für ältere Player da",
  "Some I-frames are of standard range": "Einige I-Frames sind in SDR",
  "Some UHD is modest": "Etwas UHD ist bescheiden",
  "Some players and validators ask so. Allow HEAD beside GET where the address is served.":
    "Manche Player und Prüfprogramme fragen so. Erlaub neben GET auch HEAD, wo die Adresse bedient wird.",
  "Something went wrong in the backend. Try again later.": "Im Backend ist etwas schiefgegangen. Versuch es später noch einmal.",
  "Something went wrong inside HLS Studio. Please try again.": "In HLS Studio ist etwas schiefgegangen. Bitte versuch es noch einmal.",
  "Something went wrong inside HLS Studio. Start it again.": "In HLS Studio ist etwas schiefgegangen. Starte es neu.",
  "Sound begins {0:n} s after the picture: silence put before it": "Der Ton beginnt {0} s nach dem Bild: Stille wird davorgestellt",
  "Sound can be made -36 to -8 LUFS loud.": "Ton lässt sich auf -36 bis -8 LUFS bringen.",
  "Sound can be moved by an hour at most.": "Der Ton lässt sich um höchstens eine Stunde verschieben.",
  "Sound covers the film": "Der Ton reicht über den ganzen Film",
  "Sound ends {0:n} s before the picture: filled up with silence": "Der Ton endet {0} s vor dem Bild: mit Stille aufgefüllt",
  "Sound goes on {0:n} s after the picture: the last picture is held":
    "Der Ton geht {0} s länger als das Bild: das letzte Bild bleibt stehen",
  "Sound left out, as chosen": "Ohne Ton, wie gewählt",
  "Sound moved {0:n} s earlier, as chosen": "Ton um {0} s vorgezogen, wie gewählt",
  "Sound moved {0:n} s later, as chosen": "Ton um {0} s nach hinten verschoben, wie gewählt",
  "Sound of its own is declared": "Eigener Ton ist angegeben",
  "Sound tells how loud it is": "Der Ton sagt, wie laut er ist",
  "Sound track {0} ({1}) cannot be decoded. Leave it out.": "Tonspur {0} ({1}) lässt sich nicht dekodieren. Lass sie weg.",
  "Sound without pictures: made a package of sound{0}": "Ton ohne Bild: wird ein Paket aus Ton{0!}",
  "Stereo only": "Nur Stereo",
  "Subtitles are WebVTT that tells its time": "Untertitel sind WebVTT, das seine Zeit nennt",
  "Subtitles cover the film": "Untertitel reichen über den ganzen Film",
  "Subtitles that are pictures ({0}): left out; only text can become captions":
    "Untertitel, die Bilder sind ({0!}): fallen weg; nur Text lässt sich übernehmen",
  "Surround and choices are apart": "Surround und Wählbares sind getrennt",
  "Surround sound of {0} channels: made 5.1, beside a stereo track": "Surround-Ton mit {0} Kanälen: wird zu 5.1, neben einer Stereospur",
  "Surround sound: kept as 5.1 beside a stereo track": "Surround-Ton: bleibt als 5.1 neben einer Stereospur",
  "Surround sound: mixed down to stereo, as chosen": "Surround-Ton: wird zu Stereo gemischt, wie gewählt",
  "Take all of it": "Alles nehmen",
  "Take it for standard range": "Als SDR nehmen",
  "Take it over as it is": "Unverändert übernehmen",
  "Take something down, or raise the token's quota in the backend's configuration.":
    "Nimm etwas offline, oder gib dem Token in der Konfiguration des Backends mehr Platz.",
  "Take the package hls-studio-test down by hand, or test again: it is taken down then.":
    "Nimm das Paket hls-studio-test von Hand offline, oder teste neu: Dann wird es offline genommen.",
  "Take the pixels as square": "Die Pixel als quadratisch nehmen",
  "Take them from {0}.": "Nimm sie aus {0}.",
  "Take track {0} ({1})": "Spur {0} nehmen ({1})",
  "Test again in a while. When it stays so, look at the store's own state.":
    "Teste in einer Weile neu. Bleibt es so, sieh nach dem Zustand des Speichers.",
  "Test again; when it stays so, the store or the backend is too slow.":
    "Teste neu; bleibt es so, ist der Speicher oder das Backend zu langsam.",
  "The MP4 to download could not be made. Try again, or convert without it.":
    "Das MP4 zum Herunterladen ließ sich nicht machen. Versuch es noch einmal, oder konvertier ohne es.",
  "The access key's ID is missing. It came with the secret one.": "Die Schlüssel-ID fehlt. Sie kam mit dem geheimen Schlüssel.",
  "The backend answers and knows the token.": "Das Backend antwortet und kennt das Token.",
  "The backend answers {0}. Check its address.": "Das Backend antwortet mit {0}. Prüf seine Adresse.",
  "The backend answers {0}: {1}": "Das Backend antwortet mit {0}: {1!}",
  "The backend begins no publish": "Das Backend beginnt kein Veröffentlichen",
  "The backend cannot be reached: {0}": "Das Backend ist nicht erreichbar: {0!}",
  "The backend claims no checksums: the store is not asked for any.":
    "Das Backend verspricht keine Prüfsummen: Vom Speicher wird keine verlangt.",
  "The backend does not complete the publish": "Das Backend schließt das Veröffentlichen nicht ab",
  "The backend does not do what it is asked": "Das Backend tut nicht, worum es gebeten wird",
  "The backend does not know this token.": "Das Backend kennt dieses Token nicht.",
  "The backend does not say how {0} is to be sent.": "Das Backend sagt nicht, wie {0} zu senden ist.",
  "The backend does not take {0}: {1}": "Das Backend nimmt {0} nicht an: {1!}",
  "The backend does not write the entry again": "Das Backend schreibt den Einstieg nicht neu",
  "The backend gave no answer.": "Das Backend gab keine Antwort.",
  "The backend has nothing sent compressed.": "Das Backend lässt nichts komprimiert senden.",
  "The backend knows this token, and lets it do nothing here.": "Das Backend kennt dieses Token, lässt es hier aber nichts tun.",
  "The backend sends nothing in parts": "Das Backend sendet nichts in Teilen",
  "The backend sends nothing in parts.": "Das Backend sendet nichts in Teilen.",
  "The backend signs the type of each file. Let the store keep it, and no CDN or proxy change it (a transform rule, a response headers policy).":
    "Das Backend signiert den Typ jeder Datei. Lass den Speicher ihn behalten, und kein CDN und keinen Proxy ihn ändern (etwa durch eine Transform Rule oder Response Headers Policy).",
  "The backend speaks version {0} of the contract, and this app version {1}.":
    "Das Backend spricht Version {0} der Schnittstelle, diese App Version {1}.",
  "The backend takes no file of {0} MiB: {1}": "Das Backend nimmt keine Datei von {0} MiB: {1!}",
  "The backend takes no more calls of this token for now.": "Das Backend nimmt von diesem Token vorerst keine Anfragen mehr an.",
  "The backend wants large files whole: one that is broken off begins anew.":
    "Das Backend will große Dateien am Stück: Bricht eine ab, beginnt sie von vorn.",
  "The backend's address": "Die Adresse des Backends",
  "The backend's clock": "Die Uhr des Backends",
  "The backend's clock, or this computer's,": "Die Uhr des Backends oder dieses Rechners",
  "The backend's keys may not write to the bucket.": "Die Schlüssel des Backends dürfen nicht in den Bucket schreiben.",
  "The backend's log has more of it.": "Das Log des Backends sagt mehr.",
  "The backend's log has more of it. Test again when it is mended.": "Das Log des Backends sagt mehr. Teste neu, wenn es behoben ist.",
  "The bucket cannot be reached. Try again in a moment.": "Der Bucket ist nicht erreichbar. Versuch es gleich noch einmal.",
  "The bucket cannot be used: {0}.": "Der Bucket ist so nicht zu benutzen: {0!}.",
  "The bucket does not take its keys. Check them and what they may do, and publish again to go on.":
    "Der Bucket nimmt seine Schlüssel nicht an. Prüf sie und was sie dürfen, und veröffentliche neu, damit es weitergeht.",
  "The bucket is in another region than the backend signs for.": "Der Bucket liegt in einer anderen Region, als das Backend signiert.",
  "The bucket is not public: {0} answers {1} to everybody.": "Der Bucket ist nicht öffentlich: {0!} antwortet allen mit {1}.",
  "The bucket lists less than was written to it. Check that the backend lists the same bucket that it signs for.":
    "Der Bucket listet weniger, als hineingeschrieben wurde. Prüf, ob das Backend denselben Bucket auflistet, für den es signiert.",
  "The bucket refuses the backend's keys. Check them, and what they may do.":
    "Der Bucket lehnt die Schlüssel des Backends ab. Prüf sie und was sie dürfen.",
  "The chapters in {0} are not there any more. Choose them anew, or convert without them.":
    "Die Kapitel in {0} sind nicht mehr da. Wähl sie neu, oder konvertier ohne sie.",
  "The chapters in {0} cannot be read. Choose them anew, or convert without them.":
    "Die Kapitel in {0} sind nicht zu lesen. Wähl sie neu, oder konvertier ohne sie.",
  "The clocks of the backend, the store and this computer agree.": "Die Uhren von Backend, Speicher und diesem Rechner gehen gleich.",
  "The conversion stopped by itself. Please try again.": "Die Konvertierung ist von selbst stehen geblieben. Bitte versuch es noch einmal.",
  "The crop does not fit into the picture of {0}×{1} pixels.": "Der Zuschnitt passt nicht in das Bild von {0}×{1} Pixeln.",
  "The destination answers something else than a backend would. Check its address.":
    "Das Ziel antwortet anders, als ein Backend es täte. Prüf seine Adresse.",
  "The destination cannot be reached. What was sent stays there: publish again to go on.":
    "Das Ziel ist nicht erreichbar. Was gesendet ist, bleibt dort: Veröffentliche neu, damit es weitergeht.",
  "The destination does not take its token any more. Give it a new one, and publish again to go on.":
    "Das Ziel nimmt sein Token nicht mehr an. Gib ihm ein neues, und veröffentliche neu, damit es weitergeht.",
  "The disk is full, or does not take what is written. Make room, then convert again.":
    "Die Platte ist voll oder nimmt nicht an, was geschrieben wird. Schaff Platz, und konvertier dann neu.",
  "The disk is full. Make room, or choose a folder on another disk, and try again.":
    "Die Platte ist voll. Schaff Platz, oder wähl einen Ordner auf einer anderen Platte, und versuch es noch einmal.",
  "The disk is full: the list of videos cannot be written. Make room and try again.":
    "Die Platte ist voll: Die Videoliste lässt sich nicht schreiben. Schaff Platz, und versuch es noch einmal.",
  "The disk is full: {0} cannot be written. Make room and try again.":
    "Die Platte ist voll: {0} lässt sich nicht schreiben. Schaff Platz, und versuch es noch einmal.",
  "The entry has to be a playlist that leads into its version.": "Der Einstieg muss eine Playlist sein, die in seine Fassung führt.",
  "The file does not tell its length: read to its end": "Die Datei sagt nicht, wie lang sie ist: bis zum Ende gelesen",
  "The file is damaged: reading it went wrong once, so it may look or sound broken there.":
    "Die Datei ist beschädigt: Das Lesen ging einmal schief, dort kann Bild oder Ton gestört sein.",
  "The file is damaged: reading it went wrong {0} times, so it may look or sound broken there.":
    "Die Datei ist beschädigt: Das Lesen ging {0}-mal schief, dort kann Bild oder Ton gestört sein.",
  "The file is damaged: {0:n} of its {1:n} seconds can be read.": "Die Datei ist beschädigt: Von {1} Sekunden sind {0} lesbar.",
  "The first variant is a good start": "Die erste Variante ist ein guter Anfang",
  "The folder could not be opened. It is {0}.": "Der Ordner ließ sich nicht öffnen. Er ist {0}.",
  "The hardware": "Die Hardware",
  "The head of a file does not tell its size.": "Die Antwort auf HEAD nennt die Größe der Datei nicht.",
  "The keychain is locked, or does not answer. Unlock it and try again, or keep the secret in a file instead.":
    "Der Schlüsselbund ist gesperrt oder antwortet nicht. Entsperre ihn, und versuch es noch einmal, oder leg den Schlüssel in einer Datei ab.",
  "The keys are either published with the video or found at another address. Leave out one of the two.":
    "Die Schlüssel werden entweder mit dem Video veröffentlicht, oder sie liegen unter einer anderen Adresse. Lass eins von beiden weg.",
  "The link is no address of the web. Ask whoever keeps the backend.": "Der Link ist keine Adresse im Web. Frag, wer das Backend betreibt.",
  "The list of videos cannot be opened. Start HLS Studio again.": "Die Videoliste lässt sich nicht öffnen. Starte HLS Studio neu.",
  "The list of videos cannot be written to {0}. You can work, but the list is forgotten when HLS Studio closes; finished packages stay. Close other HLS Studios, make room or allow writing there, and start again.":
    "Die Videoliste lässt sich nicht nach {0} schreiben. Du kannst arbeiten, aber die Liste ist vergessen, wenn HLS Studio sich schließt; fertige Pakete bleiben. Schließ andere HLS Studios, schaff Platz oder erlaub das Schreiben dort, und starte neu.",
  "The list of videos cannot be written. Check the disk and that you may write to it.":
    "Die Videoliste lässt sich nicht schreiben. Prüf die Platte und ob du darauf schreiben darfst.",
  "The list of videos cannot be written. Make room on the disk and try again.":
    "Die Videoliste lässt sich nicht schreiben. Schaff Platz auf der Platte, und versuch es noch einmal.",
  "The list of videos is damaged. Restart HLS Studio: it mends what can be mended.":
    "Die Videoliste ist beschädigt. Starte HLS Studio neu: Es bringt in Ordnung, was in Ordnung zu bringen ist.",
  "The list of videos was damaged. What could be read of it is here again, with the packages that were found; stills come back by themselves. The damaged file is kept as {0}.":
    "Die Videoliste war beschädigt. Was lesbar war, ist wieder da, mit den gefundenen Paketen; Bilder kommen von selbst zurück. Die beschädigte Datei liegt noch unter {0}.",
  "The message cannot be understood: {0}.": "Die Nachricht ist nicht zu verstehen: {0}.",
  "The message is too long, or was cut short.": "Die Nachricht ist zu lang oder abgeschnitten.",
  "The output folder cannot be written. Choose another one, or change who may write there.":
    "In den Ausgabeordner lässt sich nichts schreiben. Wähl einen anderen, oder ändere, wer dort schreiben darf.",
  "The output folder is not there any more. Put it back, or plug in its drive, to go on.":
    "Der Ausgabeordner ist nicht mehr da. Leg ihn zurück, oder schließ sein Laufwerk an, damit es weitergeht.",
  "The package could not be published. Publish again to go on.":
    "Das Paket ließ sich nicht veröffentlichen. Veröffentliche neu, damit es weitergeht.",
  "The package in {0} is no longer whole. Convert again, or put its files back.":
    "Das Paket in {0} ist nicht mehr vollständig. Konvertier neu, oder leg seine Dateien zurück.",
  "The path {0} cannot be used. Rename the file and try again.":
    "Der Pfad {0} lässt sich nicht benutzen. Benenn die Datei um, und versuch es noch einmal.",
  "The pictures could not be taken over as they are: every resolution is encoded":
    "Die Bilder ließen sich nicht unverändert übernehmen: Jede Auflösung wird kodiert",
  "The public address": "Die öffentliche Adresse",
  "The public address answers {0} to who asks for a file's head.": "Die öffentliche Adresse antwortet auf HEAD mit {0}.",
  "The public address gave no answer after it was taken down.": "Die öffentliche Adresse gab nach dem Offlinenehmen keine Antwort.",
  "The public address gave no answer to who asks for a file's head.": "Die öffentliche Adresse gab auf HEAD keine Antwort.",
  "The public address gave no answer to who asks for a piece of a file.":
    "Die öffentliche Adresse gab auf die Frage nach einem Teil einer Datei keine Antwort.",
  "The public address is none.": "Die öffentliche Adresse ist keine.",
  "The public address is on this computer.": "Die öffentliche Adresse liegt auf diesem Rechner.",
  "The public address is one of plain http: pages over https do not play it (mixed content).":
    "Die öffentliche Adresse beginnt mit http ohne s: Seiten mit https spielen sie nicht ab (Mixed Content).",
  "The public address is one over https.": "Die öffentliche Adresse hat https.",
  "The public address leads elsewhere: each file costs one request more.":
    "Die öffentliche Adresse leitet um: Jede Datei kostet eine Anfrage mehr.",
  "The public address serves other pieces than were asked for.": "Die öffentliche Adresse liefert andere Teile, als verlangt wurden.",
  "The public address serves whole files alone: who asks for a piece gets all of it.":
    "Die öffentliche Adresse liefert nur ganze Dateien: Wer ein Stück will, bekommt alles.",
  "The rates could not be fitted to this video: they are the usual ones.":
    "Die Bitraten ließen sich nicht an dieses Video anpassen: Es sind die üblichen.",
  "The report could not be written.": "Der Bericht ließ sich nicht schreiben.",
  "The same for a behavior of its own, before the default one, of path pattern */{0}":
    "Dasselbe für ein eigenes Behavior vor dem Standard, mit dem Pfadmuster */{0}",
  "The samples could not be read.": "Die Proben ließen sich nicht lesen.",
  "The secret is kept as it is in {0}. Whoever can read your files can read it.":
    "Der Schlüssel liegt unverändert in {0}. Wer deine Dateien lesen kann, kann ihn lesen.",
  "The secret of {0} is not where it was kept. Remove the destination and add it again with its secret.":
    "Der Schlüssel von {0} ist nicht mehr dort, wo er lag. Entferne das Ziel, und füg es mit seinem Schlüssel neu hinzu.",
  "The server decides it.": "Das entscheidet der Server.",
  "The site is named by its origin, such as https://example.com.":
    "Die Website wird mit ihrem Ursprung angegeben, etwa https://example.com.",
  "The stable entry answers {0} after it was written again.": "Der feste Einstieg antwortet mit {0}, nachdem er neu geschrieben wurde.",
  "The stable entry cannot be read after it was written again.": "Der feste Einstieg ist nicht zu lesen, nachdem er neu geschrieben wurde.",
  "The stable entry comes from a cache that has it for {0} seconds, though it lives {1}.":
    "Der feste Einstieg kommt aus einem Cache, der ihn seit {0} Sekunden hat, obwohl er nur {1} gilt.",
  "The store answers {0} to a write that is to replace nothing.":
    "Der Speicher antwortet mit {0}, wenn beim Schreiben nichts ersetzt werden soll.",
  "The store can be told to replace nothing.": "Dem Speicher lässt sich sagen, dass er nichts ersetzen soll.",
  "The store cannot be reached: {0}.": "Der Speicher ist nicht erreichbar: {0!}.",
  "The store does not know If-None-Match.": "Der Speicher kennt If-None-Match nicht.",
  "The store does not know a header that the backend signs.": "Der Speicher kennt einen Header nicht, den das Backend signiert.",
  "The store does not know the backend's key.": "Der Speicher kennt den Schlüssel des Backends nicht.",
  "The store does not look at If-None-Match: of two people who publish the same package at the same moment, the later one wins unseen.":
    "Der Speicher achtet nicht auf If-None-Match: Veröffentlichen zwei im selben Moment dasselbe Paket, gewinnt unbemerkt, wer später kommt.",
  "The store does not take {0}. Test the destination: that says what to change.":
    "Der Speicher nimmt {0} nicht an. Teste das Ziel: Das sagt, was zu ändern ist.",
  "The store does not tell its time.": "Der Speicher nennt seine Uhrzeit nicht.",
  "The store finds the time of the signature too far off.": "Der Speicher findet die Uhrzeit der Signatur zu weit daneben.",
  "The store gave no answer to a body of another length.": "Der Speicher gab auf Inhalt anderer Länge keine Antwort.",
  "The store gave no answer to a write that is to replace nothing.":
    "Der Speicher gab auf Schreiben, das nichts ersetzen soll, keine Antwort.",
  "The store gave no answer to damaged bytes.": "Der Speicher gab auf beschädigte Bytes keine Antwort.",
  "The store has lost parts. Ask anew.": "Der Speicher hat Teile verloren. Frag neu an.",
  "The store is not able to take anything at the moment.": "Der Speicher kann zurzeit nichts annehmen.",
  "The store refuses what was signed for it.": "Der Speicher lehnt ab, was für ihn signiert wurde.",
  "The store says that the signature has expired, moments after it was made.":
    "Der Speicher sagt, die Signatur sei abgelaufen, Augenblicke nachdem sie entstand.",
  "The store says that the signature is wrong.": "Der Speicher sagt, die Signatur sei falsch.",
  "The store sends elsewhere, where the signature is not good.": "Der Speicher leitet dorthin um, wo die Signatur nicht gilt.",
  "The store takes damaged bytes, though the backend claims that it verifies {0}.":
    "Der Speicher nimmt beschädigte Bytes an, obwohl das Backend sagt, dass er {0!} prüft.",
  "The store takes more or less bytes than were signed for: quotas do not hold.":
    "Der Speicher nimmt mehr oder weniger Bytes an, als signiert wurden: Platzgrenzen halten nicht.",
  "The store takes what is sent as it was signed.": "Der Speicher nimmt an, was so gesendet wird, wie es signiert ist.",
  "The store's address": "Die Adresse des Anbieters",
  "The store, or what is before it, loses Content-Encoding. Let it be kept, or turn gzip off in the backend's configuration.":
    "Der Speicher, oder was davor ist, verliert Content-Encoding. Lass es erhalten, oder schalte gzip in der Konfiguration des Backends aus.",
  "The subtitles {0} are not there any more. Choose them anew, or convert without them.":
    "Die Untertitel {0} sind nicht mehr da. Wähl sie neu, oder konvertier ohne sie.",
  "The subtitles {0} cannot be read. Choose them anew, or convert without them.":
    "Die Untertitel {0} sind nicht zu lesen. Wähl sie neu, oder konvertier ohne sie.",
  "The target duration is 6 seconds": "Die Zieldauer ist 6 Sekunden",
  "The test package could not be taken down": "Das Testpaket ließ sich nicht offline nehmen",
  "The test package was taken down.": "Das Testpaket wurde offline genommen.",
  "The test took longer than {0} seconds, and was broken off here.": "Der Test dauerte länger als {0} Sekunden und wurde hier abgebrochen.",
  "The token is missing or not known.": "Das Token fehlt oder ist nicht bekannt.",
  "The trim leaves nothing of this video.": "Der Schnitt lässt von diesem Video nichts übrig.",
  "The version fits the tags": "Die Version passt zu den Tags",
  "The version is complete, and the stable entry leads to it.": "Die Fassung ist vollständig, und der feste Einstieg führt zu ihr.",
  "The video cannot be read from where its conversion stopped. Convert it anew.":
    "Das Video ist ab der Stelle, wo die Konvertierung stehen blieb, nicht zu lesen. Konvertier es neu.",
  "The video has changed since its conversion was begun: made anew":
    "Das Video hat sich seit Beginn der Konvertierung geändert: wird neu gemacht",
  "The watermark has changed since its conversion was begun: made anew":
    "Das Wasserzeichen hat sich seit dem Beginn der Konvertierung geändert: wird neu gemacht",
  "The watermark {0} has changed since the conversion was begun. Put it back as it was, or convert anew.":
    "Das Wasserzeichen {0} hat sich seit dem Beginn der Konvertierung geändert. Stell es wieder her, wie es war, oder konvertier neu.",
  "The watermark {0} {1}. Put it back or change who may read it, choose another picture, or leave it out.":
    "Das Wasserzeichen {0} {1!}. Leg es zurück oder ändere, wer es lesen darf, wähl ein anderes Bild oder lass es weg.",
  "The window and the engine do not understand each other. Restart HLS Studio.":
    "Das Fenster und der Hintergrund verstehen einander nicht. Starte HLS Studio neu.",
  "There are no chapters in {0}. Write a line for each, with its time and its title, such as 1:02 The meadow.":
    "In {0} sind keine Kapitel. Schreib für jedes eine Zeile mit Zeit und Titel, etwa 1:02 Die Wiese.",
  "There are no presets in {0}. Choose a file that HLS Studio has exported.":
    "In {0} sind keine Vorlagen. Wähl eine Datei, die HLS Studio exportiert hat.",
  "There are no subtitles in {0}. Choose another file, or convert without it.":
    "In {0} sind keine Untertitel. Wähl eine andere Datei, oder konvertier ohne.",
  "There are too many packages named “{0}” in {1}. Choose another folder.":
    "In {1} heißen schon zu viele Pakete „{0}“. Wähl einen anderen Ordner.",
  "There can be {0} presets. Remove some of those that you do not need.":
    "Es kann {0} Vorlagen geben. Entferne einige, die du nicht brauchst.",
  "There is H.264": "H.264 ist dabei",
  "There is a destination called {0} already. Remove it first, or take another name.":
    "Ein Ziel namens {0} gibt es schon. Entferne es erst, oder nimm einen anderen Namen.",
  "There is a finished video in {0} already. Choose another folder.": "In {0} ist schon ein fertiges Video. Wähl einen anderen Ordner.",
  "There is a preset called {0} already. Take another name.": "Eine Vorlage namens {0} gibt es schon. Nimm einen anderen Namen.",
  "There is an I-frame for every second": "Für jede Sekunde gibt es einen I-Frame",
  "There is no backend at this address.": "Unter dieser Adresse ist kein Backend.",
  "There is no bucket of this name.": "Es gibt keinen Bucket mit diesem Namen.",
  "There is no destination called {0}. Add it first, or choose another.":
    "Ein Ziel namens {0} gibt es nicht. Füg es erst hinzu, oder wähl ein anderes.",
  "There is no destination called {0}. See which there are, or add it.":
    "Ein Ziel namens {0} gibt es nicht. Sieh nach, welche es gibt, oder füg es hinzu.",
  "There is no finished HLS package in {0}. Choose the folder that holds master.m3u8.":
    "In {0} ist kein fertiges HLS-Paket. Wähl den Ordner, in dem master.m3u8 liegt.",
  "There is no finished package in {0}. Convert the video first.": "In {0} ist kein fertiges Paket. Konvertier das Video zuerst.",
  "There is no picture here to put a watermark over. Leave it out.":
    "Hier ist kein Bild, über das ein Wasserzeichen gelegt werden könnte. Lass es weg.",
  "There is no picture in this file.": "In dieser Datei ist kein Bild.",
  "There is no picture of so long a link.": "Ein so langer Link passt in keinen QR-Code.",
  "There is no picture to show at this place of the video.": "An dieser Stelle des Videos gibt es kein Bild zu zeigen.",
  "There is no preset called {0}. Choose another one.": "Eine Vorlage namens {0} gibt es nicht. Wähl eine andere.",
  "There is no preset of your own called {0}.": "Eine eigene Vorlage namens {0} gibt es nicht.",
  "There is no room for it. Take something else down.": "Dafür ist kein Platz. Nimm etwas anderes offline.",
  "There is no room left at the destination. Take something down there, and publish again to go on.":
    "Am Ziel ist kein Platz mehr. Nimm dort etwas offline, und veröffentliche neu, damit es weitergeht.",
  "There is no sound track {0} in this file.": "In dieser Datei gibt es keine Tonspur {0}.",
  "There is no such file any more. Look whether it was moved or renamed.":
    "Die Datei gibt es nicht mehr. Sieh nach, ob sie verschoben oder umbenannt wurde.",
  "There is no such publish. Begin a new one.": "Dieses Veröffentlichen gibt es nicht. Beginne ein neues.",
  "There is no such publish. It is gone already.": "Dieses Veröffentlichen gibt es nicht. Es ist schon weg.",
  "There is no such upload. Ask anew.": "Diesen Upload gibt es nicht. Frag neu an.",
  "There is no version {0} of {1} to take the place of.": "Von {1} gibt es keine Fassung {0}, an deren Stelle sie treten könnte.",
  "There is no video track {0} in this file.": "In dieser Datei gibt es keine Videospur {0}.",
  "There is not enough room for {0}: about {1} are needed and {2} are free. Make room, or choose another folder, and go on.":
    "Für {0} ist nicht genug Platz: Gebraucht werden etwa {1!}, frei sind {2!}. Schaff Platz, oder wähl einen anderen Ordner, dann geht es weiter.",
  "There is nothing at this address.": "Unter dieser Adresse ist nichts.",
  "There is nothing at {0}.": "Unter {0} ist nichts.",
  "There is sound but no picture in this file, so there is no resolution to choose.":
    "In dieser Datei ist Ton, aber kein Bild, also gibt es keine Auflösung zu wählen.",
  "There is standard range": "SDR ist dabei",
  "There is stereo in AAC": "Stereo in AAC ist dabei",
  "There is {0} in {1}. Name the folder of a conversion that stopped.":
    "In {1} ist {0!}. Nenn den Ordner einer Konvertierung, die stehen geblieben ist.",
  "These are values to begin with; how many bits it takes depends on what is seen or heard.":
    "Das sind Werte für den Anfang; wie viele Bits es braucht, hängt davon ab, was zu sehen oder zu hören ist.",
  "They tell it first": "Sie sagen es zuerst",
  "This Idempotency-Key was used for another publish. Use a new one.":
    "Dieser Idempotency-Key gehört schon zu einem anderen Veröffentlichen. Nimm einen neuen.",
  "This cannot be done with the video as it is now.": "Das geht mit dem Video gerade nicht.",
  "This computer has no keychain to keep the secret in. Start one, or keep the secret in a file instead.":
    "Dieser Rechner hat keinen Schlüsselbund für den Schlüssel. Starte einen, oder leg den Schlüssel in einer Datei ab.",
  "This computer's clock": "Die Uhr dieses Rechners",
  "This ffmpeg was built without {0}, which {1} needs. Leave {1} out, or say in the settings where another ffmpeg is.":
    "Diesem ffmpeg fehlt {0}, das {1} braucht. Lass {1} weg, oder sag in den Einstellungen, wo ein anderes ffmpeg ist.",
  "This file cannot be read. Check the drive it is on, or copy it to another one.":
    "Die Datei ist nicht zu lesen. Prüf das Laufwerk, auf dem sie liegt, oder kopier sie auf ein anderes.",
  "This file is empty. Copy it again from where it comes from.": "Die Datei ist leer. Kopier sie neu von dort, wo sie herkommt.",
  "This file is not a video. Choose a video file.": "Die Datei ist kein Video. Wähl eine Videodatei.",
  "This file may not be read. Change who may read it, or copy it to a folder of your own.":
    "Die Datei darf nicht gelesen werden. Ändere, wer sie lesen darf, oder kopier sie in einen eigenen Ordner.",
  "This file took too long to read. Check the drive it is on, or copy it to another one.":
    "Das Lesen dieser Datei dauerte zu lange. Prüf das Laufwerk, auf dem sie liegt, oder kopier sie auf ein anderes.",
  "This folder is not watched any more.": "Dieser Ordner wird nicht mehr überwacht.",
  "This is a folder": "Das ist ein Ordner",
  "This is a still picture. Choose a video file.": "Das ist ein einzelnes Bild. Wähl eine Videodatei.",
  "This is no address that a token may be sent to.": "An diese Adresse darf kein Token gesendet werden.",
  "This is not a file": "Das ist keine Datei",
  "This package breaks rules of HLS, so that players may fail at it. Look at its report, and mend it or publish it unchecked.":
    "Dieses Paket verletzt Regeln von HLS, sodass Player daran scheitern können. Sieh dir seinen Bericht an, und bring es in Ordnung, oder veröffentliche es ungeprüft.",
  "This package is being published already. Wait until that has ended, or stop it.":
    "Dieses Paket wird schon veröffentlicht. Warte, bis das zu Ende ist, oder brich es ab.",
  "This video cannot be shown at a glance: it has no pictures, or no length.":
    "Dieses Video lässt sich nicht im Überblick zeigen: Es hat keine Bilder oder keine Länge.",
  "This video cannot be used. Put a whole copy in its place.":
    "Dieses Video ist nicht zu gebrauchen. Leg eine heile Kopie an seine Stelle.",
  "This video is damaged or cut short, and its pictures cannot be read. Copy it again from where it comes from.":
    "Dieses Video ist beschädigt oder abgeschnitten, und seine Bilder sind nicht lesbar. Kopier es neu von dort, wo es herkommt.",
  "This video is no longer on the list.": "Dieses Video steht nicht mehr auf der Liste.",
  "Time runs on without a break": "Die Zeit läuft ohne Sprung weiter",
  "Too many calls. Wait a moment.": "Zu viele Anfragen. Warte einen Moment.",
  "Too many packages are called {0} there. Give this one a name.": "Dort heißen zu viele Pakete {0}. Gib diesem einen Namen.",
  "Transport streams tell what they hold": "Transportströme sagen, was sie enthalten",
  "Turn conditional off in the backend's configuration, and publish a package from one place.":
    "Schalte conditional in der Konfiguration des Backends aus, und veröffentliche ein Paket nur von einer Stelle aus.",
  "Turn gzip off in the backend's configuration, or what compresses on the way.":
    "Schalte gzip in der Konfiguration des Backends aus, oder was unterwegs komprimiert.",
  "Turn it by {0}°": "Um {0}° drehen",
  "Turn it upright": "Aufrichten",
  "Turn off what rewrites files on the way: optimisers, minifiers, a proxy's own compression.":
    "Schalte aus, was Dateien unterwegs umschreibt: Optimierer, Minifier, die Komprimierung eines Proxys.",
  "Turn sha256 and crc32c off in the backend's configuration, and test again.":
    "Schalte sha256 und crc32c in der Konfiguration des Backends aus, und teste neu.",
  "Turn {0} off in the backend's configuration: this store does not verify.":
    "Schalte {0!} in der Konfiguration des Backends aus: Dieser Speicher prüft nicht.",
  "Turned by {0}°, as chosen": "Um {0}° gedreht, wie gewählt",
  "Two bit rates at the highest resolution": "Zwei Bitraten in der höchsten Auflösung",
  "Update {0}.": "Aktualisiere {0!}.",
  "Variants of a range have the same colours": "Varianten eines Umfangs haben dieselben Farben",
  "Versions are kept by caches for long, the stable entry for seconds.": "Fassungen behalten Caches lange, den festen Einstieg Sekunden.",
  "Versions are kept for a year. When something has to be gone at once, purge the CDN's cache after taking it down.":
    "Fassungen werden ein Jahr behalten. Muss etwas sofort weg sein, leere nach dem Offlinenehmen den Cache des CDN.",
  "Wait a minute and test again; or allow the token more calls in the backend's configuration.":
    "Warte eine Minute, und teste neu; oder erlaub dem Token in der Konfiguration des Backends mehr Anfragen.",
  "Watermark {0}, {1}": "Wasserzeichen {0}, {1!}",
  "What answers at this address is no backend, or one of another version.":
    "Was unter dieser Adresse antwortet, ist kein Backend oder eines mit anderer Version.",
  "What is missing comes without the permission: players take it for a broken network.":
    "Was fehlt, kommt ohne die Erlaubnis: Player halten das für ein kaputtes Netz.",
  "What is published cannot be noted in {0}. Check that you may write there.":
    "Was veröffentlicht ist, lässt sich in {0} nicht vermerken. Prüf, ob du dort schreiben darfst.",
  "What is read is what was sent, byte for byte.": "Was gelesen wird, ist Byte für Byte, was gesendet wurde.",
  "What is stored is known to be: nothing is sent twice.": "Was gespeichert ist, wird wiedererkannt: Nichts wird doppelt gesendet.",
  "What the source was is not in the package.": "Was die Quelle war, steht nicht im Paket.",
  "What was made cannot be read back. Check the drive of the output folder.":
    "Was entstanden ist, lässt sich nicht zurücklesen. Prüf das Laufwerk des Ausgabeordners.",
  "What was made in {0} cannot be read. Check the drive, and that you may open it.":
    "Was in {0} entstanden ist, lässt sich nicht lesen. Prüf das Laufwerk und ob du es öffnen darfst.",
  "What was made of this video is not there any more. Convert it again to compare.":
    "Was aus diesem Video entstanden ist, ist nicht mehr da. Konvertier es neu, um zu vergleichen.",
  "What was published cannot be looked up. Restart HLS Studio.":
    "Was veröffentlicht wurde, lässt sich nicht nachschlagen. Starte HLS Studio neu.",
  "What was seen in watched folders cannot be looked up. Start HLS Studio again.":
    "Was in überwachten Ordnern gesehen wurde, lässt sich nicht nachschlagen. Starte HLS Studio neu.",
  "What was seen in watched folders cannot be noted in {0}. Check that you may write there.":
    "Was in überwachten Ordnern gesehen wurde, lässt sich in {0} nicht vermerken. Prüf, ob du dort schreiben darfst.",
  "What was seen in watched folders cannot be noted. Make room on the disk.":
    "Was in überwachten Ordnern gesehen wurde, lässt sich nicht vermerken. Schaff Platz auf der Platte.",
  "What was sent cannot be noted beside the package. Check that there is room, and that you may write there.":
    "Was gesendet wurde, lässt sich nicht neben dem Paket vermerken. Prüf, ob Platz ist und ob du dort schreiben darfst.",
  "What was sent compressed comes as such.": "Was komprimiert gesendet wurde, kommt so an.",
  "What was sent compressed comes unpacked for who wants it so.":
    "Was komprimiert gesendet wurde, kommt entpackt bei denen an, die es so wollen.",
  "What was taken down is read no more.": "Was offline genommen wurde, ist nicht mehr zu lesen.",
  "Without its sound nothing is left of this file.": "Ohne ihren Ton bleibt von dieser Datei nichts übrig.",
  "Write WebVTT, or IMSC1 in fragmented MP4.": "Schreib WebVTT oder IMSC1 in fragmentiertem MP4.",
  "Write X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000 as fits the media.":
    "Schreib X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000, wie es zu den Medien passt.",
  "Write both tables at the head of every segment.": "Schreib beide Tabellen an den Anfang jedes Segments.",
  "Write the playlist again.": "Schreib die Playlist neu.",
  "`{0}` has no #EXT-X-STREAM-INF before it": "vor `{0}` steht kein #EXT-X-STREAM-INF",
  "`{0}` has no #EXTINF with its length": "`{0}` hat kein #EXTINF mit seiner Länge",
  "`{0}` is no byte range": "`{0}` ist kein Bytebereich",
  "`{0}` is not an attribute": "`{0}` ist kein Attribut",
  "a NAL unit cut short": "eine abgeschnittene NAL-Einheit",
  "a PES packet cut short": "ein abgeschnittenes PES-Paket",
  "a PES packet shorter than its head": "ein PES-Paket, das kürzer ist als sein Kopf",
  "a box cut short": "eine abgeschnittene Box",
  "a box header cut short": "ein abgeschnittener Kopf einer Box",
  "a box smaller than its header": "eine Box, die kleiner ist als ihr Kopf",
  "a code too long": "ein zu langer Code",
  "a data offset out of range": "ein Datenversatz außerhalb des Bereichs",
  "a finished package, and nothing left to do,": "ein fertiges Paket, an dem nichts mehr zu tun ist",
  "a fragment without pictures": "ein Fragment ohne Bilder",
  "a fragment without tfdt": "ein Fragment ohne tfdt",
  "a fragment without tfhd": "ein Fragment ohne tfhd",
  "a gap": "eine Lücke",
  "a moof box larger than any real one": "eine moof-Box, größer als jede echte",
  "a packet cut short": "ein abgeschnittenes Paket",
  "a packet marked as damaged": "ein Paket, das als beschädigt gekennzeichnet ist",
  "a parameter set cut short": "ein abgeschnittener Parametersatz",
  "a part": "einen Teil",
  "a part is missing": "ein Teil fehlt",
  "a program's table cut short": "eine abgeschnittene Programmtabelle",
  "a sample entry without its configuration": "ein Sample-Eintrag ohne seine Konfiguration",
  "a sample outside of the file": "ein Sample außerhalb der Datei",
  "a scrambled packet": "ein verschlüsseltes Paket",
  "a section outside of its packet": "ein Abschnitt außerhalb seines Pakets",
  "a sound that can be chosen, or surround, is in the pictures' segments":
    "wählbarer Ton, oder Surround, steckt in den Segmenten der Bilder",
  "a stream without a program": "ein Strom ohne Programm",
  "a table of an impossible length": "eine Tabelle von unmöglicher Länge",
  "a table with a wrong checksum": "eine Tabelle mit falscher Prüfsumme",
  "a timescale of zero": "eine Zeitskala von null",
  "a timestamp cut short": "ein abgeschnittener Zeitstempel",
  "a track without hdlr": "eine Spur ohne hdlr",
  "a track without mdhd": "eine Spur ohne mdhd",
  "a track without mdia": "eine Spur ohne mdia",
  "a track without minf": "eine Spur ohne minf",
  "a track without stbl": "eine Spur ohne stbl",
  "a track without stsd": "eine Spur ohne stsd",
  "a track without tkhd": "eine Spur ohne tkhd",
  "an #EXT-X-I-FRAME-STREAM-INF has no URI": "ein #EXT-X-I-FRAME-STREAM-INF hat keine URI",
  "an #EXT-X-KEY has an IV that is no number of 128 bits": "ein #EXT-X-KEY hat einen IV, der keine Zahl von 128 Bit ist",
  "an #EXT-X-KEY has no URI": "ein #EXT-X-KEY hat keine URI",
  "an #EXT-X-MAP has no URI": "ein #EXT-X-MAP hat keine URI",
  "an #EXT-X-MEDIA has no {0}": "einem #EXT-X-MEDIA fehlt {0}",
  "an #EXT-X-STREAM-INF has no URI on the next line": "ein #EXT-X-STREAM-INF hat in der nächsten Zeile keine URI",
  "an adaptation field that does not fit its packet": "ein Adaptation-Feld, das nicht in sein Paket passt",
  "an init segment beside a transport stream": "ein Init-Segment neben einem Transportstrom",
  "an overlap": "eine Überlappung",
  "an unexpected descriptor": "ein unerwarteter Deskriptor",
  "an {0} has no BANDWIDTH": "ein {0} hat keine BANDWIDTH",
  "another table than the one announced": "eine andere Tabelle als die angekündigte",
  "as {0}": "als {0}",
  "at one place": "an einer Stelle",
  "at {0} places, first": "an {0} Stellen, zuerst",
  "cannot be read": "kann nicht gelesen werden",
  "cannot be read as a picture": "kann nicht als Bild gelesen werden",
  "every I-frame playlist is of high dynamic range": "jede I-Frame-Playlist hat hohen Dynamikumfang",
  "every variant in UHD takes {0} kbit/s or more": "jede Variante in UHD braucht {0} kbit/s oder mehr",
  "every variant in {0}": "jede Variante in {0!}",
  "every variant is of high dynamic range": "jede Variante hat hohen Dynamikumfang",
  "everything of high dynamic range has {0:n} frames a second or more":
    "alles mit hohem Dynamikumfang hat {0} Bilder pro Sekunde oder mehr",
  "fMP4 segments without EXT-X-MAP": "fMP4-Segmente ohne EXT-X-MAP",
  "ffmpeg cannot decode the sound of this file ({0}). Choose another file.":
    "ffmpeg kann den Ton dieser Datei nicht dekodieren ({0}). Wähl eine andere Datei.",
  "ffmpeg could not be started. Check that it is still installed, then try again.":
    "ffmpeg ließ sich nicht starten. Prüf, ob es noch installiert ist, und versuch es noch einmal.",
  "ffmpeg did not answer as it should. Try again.": "ffmpeg hat nicht geantwortet, wie es sollte. Versuch es noch einmal.",
  "ffmpeg made something else than it was asked for. Try again; if it happens again, try another version of ffmpeg.":
    "ffmpeg hat etwas anderes gemacht, als verlangt war. Versuch es noch einmal; passiert es wieder, nimm eine andere Version von ffmpeg.",
  "ffmpeg said that it was done, but parts are missing. Try again.":
    "ffmpeg sagt, dass es fertig ist, aber es fehlen Teile. Versuch es noch einmal.",
  "ffmpeg stood still for {0} seconds and was ended. See whether the drives are there and answer, then try again.":
    "ffmpeg stand {0} Sekunden still und wurde beendet. Sieh nach, ob die Laufwerke da sind und antworten, und versuch es noch einmal.",
  "ffmpeg stopped with an error. Its last words are in the details.":
    "ffmpeg brach mit einem Fehler ab. Seine letzten Worte stehen in den Einzelheiten.",
  "fields cut short": "abgeschnittene Felder",
  "has {0}×{1} pixels only": "hat nur {0}×{1} Pixel",
  "https is asked for, but for this machine": "https wird verlangt, außer auf diesem Rechner",
  "in the middle": "in der Mitte",
  "in {0} {1}": "in {0}: {1!}",
  "is a video or a sound": "ist ein Video oder ein Ton",
  "is empty": "ist leer",
  "is larger than any logo": "ist größer als jedes Logo",
  "is no file": "ist keine Datei",
  "is not there": "ist nicht da",
  "it cannot be read": "nicht lesbar",
  "it cannot be read: {0}": "nicht lesbar: {0}",
  "it does not say how loud it is (no ludt box)": "er sagt nicht, wie laut er ist (keine ludt-Box)",
  "it does not say why.": "es sagt nicht, warum.",
  "it does not speak of what was asked": "es spricht nicht von dem, was gefragt war",
  "it gave no answer within {0} seconds": "keine Antwort in {0} Sekunden",
  "it has {0:n} frames a second": "sie hat {0} Bilder pro Sekunde",
  "it has {0} bytes, and {1} were written": "sie hat {0} Bytes, und {1} wurden geschrieben",
  "it has {0} discontinuities; {1} has {2}": "sie hat {0} Unterbrechungen; {1} hat {2}",
  "it has {0} segments; {1} has {2}": "sie hat {0} Segmente; {1} hat {2}",
  "it is no address": "das ist keine Adresse",
  "it is not WebVTT": "das ist kein WebVTT",
  "it is not a file": "das ist keine Datei",
  "it is not encrypted with its key": "mit seinem Schlüssel lässt es sich nicht entschlüsseln",
  "it is too large for an init segment": "zu groß für ein Init-Segment",
  "it lasts {0:n} s; the target duration is {1} s": "es dauert {0} s; die Zieldauer ist {1} s",
  "it lasts {0:n} s; {1} lasts {2:n} s": "es sind {0} s; {1} dauert {2} s",
  "its name is none": "sein Name ist keiner",
  "its pictures are coded as fields": "ihre Bilder sind als Halbbilder kodiert",
  "its pictures are coded in {0}": "ihre Bilder sind in {0} kodiert",
  "its pictures are marked as {0}": "ihre Bilder sind als {0} gekennzeichnet",
  "its samples are encrypted by SAMPLE-AES-CTR": "die Samples sind mit SAMPLE-AES-CTR verschlüsselt",
  "lower left": "unten links",
  "lower right": "unten rechts",
  "may not be read": "darf nicht gelesen werden",
  "more bytes than a PES packet says": "mehr Bytes, als ein PES-Paket sagt",
  "more samples than bytes": "mehr Samples als Bytes",
  "no #EXT-X-TARGETDURATION with a whole number of seconds": "kein #EXT-X-TARGETDURATION mit ganzen Sekunden",
  "no EXT-X-ENDLIST: players wait for more": "kein EXT-X-ENDLIST: Player warten auf mehr",
  "no EXT-X-I-FRAME-STREAM-INF": "kein EXT-X-I-FRAME-STREAM-INF",
  "no EXT-X-I-FRAMES-ONLY": "kein EXT-X-I-FRAMES-ONLY",
  "no EXT-X-INDEPENDENT-SEGMENTS": "kein EXT-X-INDEPENDENT-SEGMENTS",
  "no EXT-X-INDEPENDENT-SEGMENTS here or in the multivariant playlist": "kein EXT-X-INDEPENDENT-SEGMENTS hier oder in der Haupt-Playlist",
  "no EXT-X-PLAYLIST-TYPE": "kein EXT-X-PLAYLIST-TYPE",
  "no PES packet begins where one has to": "wo ein PES-Paket beginnen müsste, beginnt keins",
  "no X-TIMESTAMP-MAP": "kein X-TIMESTAMP-MAP",
  "no address": "keine Adresse",
  "no conversion to go on with": "keine Konvertierung, die weitergehen könnte",
  "no fragment begins there": "dort beginnt kein Fragment",
  "no fragment of a known track": "kein Fragment einer bekannten Spur",
  "no frame of AAC begins where one has to": "wo ein AAC-Frame beginnen müsste, beginnt keiner",
  "no init segment yet": "noch kein Init-Segment",
  "no init segment: {0}": "kein Init-Segment: {0!}",
  "no moov box": "keine moov-Box",
  "no packet begins where one has to": "wo ein Paket beginnen müsste, beginnt keins",
  "no picture begins there": "dort beginnt kein Bild",
  "no sample entry": "kein Sample-Eintrag",
  "no samples": "keine Samples",
  "no sound is stereo in AAC, which every player has": "kein Ton ist Stereo in AAC, das jeder Player kann",
  "no track of video or audio": "keine Spur mit Bild oder Ton",
  "not one fragment of the track": "kein einziges Fragment der Spur",
  "nothing is there": "dort ist nichts",
  "nothing of it is in H.264, which every player has": "nichts davon ist in H.264, das jeder Player kann",
  "one I-frame playlist for several resolutions": "eine einzige I-Frame-Playlist für mehrere Auflösungen",
  "one sound track": "Eine Tonspur",
  "other sites": "anderen Websites",
  "pictures and sound are in the same segments": "Bild und Ton stecken in denselben Segmenten",
  "pictures of no size": "Bilder ohne Größe",
  "pictures or sound come before the PAT and PMT": "vor PAT und PMT kommt schon Bild oder Ton",
  "players begin with {0}, of {1} kbit/s": "Player beginnen mit {0}, mit {1} kbit/s",
  "primaries {0} and matrix {1} of ITU-T H.273; in {2} they are {3} and {4}":
    "Primärfarben {0} und Matrix {1} nach ITU-T H.273; in {2} sind sie {3} und {4}",
  "samples outside of the fragment": "Samples außerhalb des Fragments",
  "segment {0} begins at {1:n} s on its timeline, that of {2} at {3:n} s":
    "Segment {0} beginnt auf seiner Zeitachse bei {1} s, das von {2} bei {3} s",
  "segments last {0:n} s": "Segmente dauern {0} s",
  "something follows {0} that is no comma": "nach {0} kommt etwas, das kein Komma ist",
  "sound that changes midway": "Ton, der sich mittendrin ändert",
  "streams that change midway": "Ströme, die sich mittendrin ändern",
  "the address is none": "die Adresse ist keine",
  "the address is not over https": "die Adresse hat kein https",
  "the backend": "das Backend",
  "the bytes from {0}, {1} of them, are not in a file of {2}":
    "ab Byte {0} fehlen in einer Datei von {2} Bytes die {1}, die dort sein sollen",
  "the continuity counter jumps {0} where PID {1} comes to {2}: it has {3} there":
    "der Continuity Counter springt {0!}, wo bei PID {1} die {2} folgt: Dort steht {3}",
  "the first line is not #EXTM3U": "die erste Zeile ist nicht #EXTM3U",
  "the first picture is not a key frame": "das erste Bild ist kein Schlüsselbild",
  "the group {0} has two members with DEFAULT=YES": "die Gruppe {0} hat zwei Mitglieder mit DEFAULT=YES",
  "the groups {0} and {1} have other names, languages or defaults in them":
    "die Gruppen {0} und {1} unterscheiden sich in Namen, Sprachen oder Vorgaben",
  "the last #EXT-X-STREAM-INF has no URI on the next line": "das letzte #EXT-X-STREAM-INF hat in der nächsten Zeile keine URI",
  "the measured average is {0}": "der gemessene Durchschnitt ist {0}",
  "the measured peak is {0}": "die gemessene Spitze ist {0}",
  "the peak is {0} bit/s, the average {1}": "die Spitze liegt bei {0} bit/s, der Durchschnitt bei {1}",
  "the playlist type is {0}, not VOD": "der Playlist-Typ ist {0}, nicht VOD",
  "the range in {0} does not hold a key frame": "der Bereich in {0} enthält kein Schlüsselbild",
  "the range in {0} has {1} bytes, its picture needs {2}": "der Bereich in {0} hat {1} Bytes, sein Bild braucht {2}",
  "the range in {0}: {1}": "der Bereich in {0}: {1!}",
  "the rendition {0} has no LANGUAGE": "der Spur {0} fehlt LANGUAGE",
  "the segment has no PAT and PMT, and no EXT-X-MAP gives any": "das Segment hat keine PAT und PMT, und kein EXT-X-MAP liefert welche",
  "the segment has {0} sounds": "das Segment hat {0} Töne",
  "the segment is damaged: {0}": "das Segment ist beschädigt: {0!}",
  "the signed address is none": "die signierte Adresse ist keine",
  "the signed address is not over https": "die signierte Adresse hat kein https",
  "the smallest variant declares {0} kbit/s, over 192": "die kleinste Variante gibt {0} kbit/s an, mehr als 192",
  "the stable entry": "der feste Einstieg",
  "the store takes nothing any more": "der Speicher nimmt nichts mehr an",
  "the target duration is {0} s": "die Zieldauer ist {0} s",
  "the target duration is {0} s; in {1} it is {2} s": "die Zieldauer ist {0} s; in {1} ist sie {2} s",
  "the variants in {0}, {1}, begin at {2} kbit/s": "die Varianten in {0}, {1}, beginnen bei {2} kbit/s",
  "the version is {0}, its tags need {1}": "die Version ist {0}, ihre Tags brauchen {1}",
  "there are up to {0:n} s from key frame to key frame": "von Schlüsselbild zu Schlüsselbild sind es bis zu {0} s",
  "there is one bit rate of {0}x{1}": "{0}x{1} gibt es nur mit einer Bitrate",
  "there is one bit rate only": "es gibt nur eine Bitrate",
  "this app": "diese App",
  "this is the only playlist: one bit rate": "dies ist die einzige Playlist: eine Bitrate",
  "too many fragments": "zu viele Fragmente",
  "transport streams": "Transportströmen",
  "two members of the group {0} have the same NAME": "zwei Mitglieder der Gruppe {0} haben denselben NAME",
  "upper left": "oben links",
  "upper right": "oben rechts",
  "without a type": "ohne Typ",
  "zeros inside of a NAL unit": "Nullen in einer NAL-Einheit",
  "zeros inside of an OBU": "Nullen in einer OBU",
  "{0:n} % less": "{0}\u00a0% weniger",
  "{0:n} % more": "{0}\u00a0% mehr",
  "{0:n} bytes": "{0} Bytes",
  "{0} It answers {1} to {2}.": "{0!} Der Speicher antwortet auf {2!} mit {1}.",
  "{0} Left out, since nobody would see more: {1}.": "{0!} Weggelassen, weil niemand mehr sähe: {1}.",
  "{0} answers {1} to everybody.": "{0!} antwortet allen mit {1}.",
  "{0} answers {1}.": "{0} antwortet mit {1}.",
  "{0} at byte {1}": "{0!}, bei Byte {1}",
  "{0} bits and full colour: made 8 bits 4:2:0, which every player has":
    "{0} Bit und volle Farben: werden zu 8 Bit 4:2:0, das jeder Player kann",
  "{0} bits: made 8 bits, which every player has": "{0} Bit: werden zu 8 Bit, das jeder Player kann",
  "{0} bytes are no playlist": "{0} Bytes sind keine Playlist",
  "{0} cannot be reached. Plug in its drive to have it back.": "{0} ist nicht erreichbar. Schließ das Laufwerk an, um es wiederzuhaben.",
  "{0} cannot be reached: {1}": "{0} ist nicht erreichbar: {1!}",
  "{0} cannot be reached: {1}.": "{0!} ist nicht erreichbar: {1!}.",
  "{0} cannot be read. Check that it is there and that you may open it.":
    "{0} ist nicht zu lesen. Prüf, ob es da ist und ob du es öffnen darfst.",
  "{0} cannot be read. Check that you may open it, or remove it.":
    "{0} ist nicht zu lesen. Prüf, ob du es öffnen darfst, oder entferne es.",
  "{0} cannot be read. Check that you may open it.": "{0} ist nicht zu lesen. Prüf, ob du es öffnen darfst.",
  "{0} cannot be read. Check that you may open the folder.": "{0} ist nicht zu lesen. Prüf, ob du den Ordner öffnen darfst.",
  "{0} cannot be read: {1}": "{0} ist nicht zu lesen: {1!}",
  "{0} cannot be unpacked.": "{0!} lässt sich nicht entpacken.",
  "{0} cannot be written to. Check that you may.": "In {0} lässt sich nicht schreiben. Prüf, ob du das darfst.",
  "{0} cannot be written. Choose another folder, or allow writing to it.":
    "{0} lässt sich nicht schreiben. Wähl einen anderen Ordner, oder erlaub das Schreiben.",
  "{0} channels of sound: mixed down to stereo": "{0} Tonkanäle: werden zu Stereo gemischt",
  "{0} comes compressed, and does not say so: no player can read it.":
    "{0!} kommt komprimiert und sagt es nicht: Kein Player kann es lesen.",
  "{0} comes without Cache-Control: caches guess.": "{0!} kommt ohne Cache-Control: Caches raten.",
  "{0} comes {1}, not as {2}.": "{0!} kommt {1!}, nicht als {2}.",
  "{0} days": "{0} Tage",
  "{0} declares {1:n} frames a second; it has {2:n}": "{0} gibt {1} Bilder pro Sekunde an; es sind {2}",
  "{0} declares {1}; its pictures are {2}": "{0} gibt {1} an; die Bilder sind {2}",
  "{0} declares {1}; its segments are {2}": "{0} gibt {1} an; die Segmente sind {2}",
  "{0} declares {1}={2}; {3}, {4}": "{0} gibt {1}={2} an; {3!}, {4!}",
  "{0} declares {1}x{2}; its pictures are {3}x{4}": "{0} gibt {1}x{2} an; die Bilder haben {3}x{4}",
  "{0} does not encode this video on this computer, or not with this ffmpeg. Choose auto or software.":
    "{0} kodiert dieses Video auf diesem Rechner nicht, oder nicht mit diesem ffmpeg. Wähl auto oder software.",
  "{0} frames a second, as chosen": "{0} Bilder pro Sekunde, wie gewählt",
  "{0} frames a second: made {1}, the most HLS has": "{0} Bilder pro Sekunde: werden {1}, mehr hat HLS nicht",
  "{0} has changed since its conversion was begun. Convert it anew.":
    "{0} hat sich seit Beginn der Konvertierung geändert. Konvertier es neu.",
  "{0} has no AVERAGE-BANDWIDTH": "{0} hat keine AVERAGE-BANDWIDTH",
  "{0} has no CODECS": "{0} hat keine CODECS",
  "{0} has no FRAME-RATE": "{0} hat keine FRAME-RATE",
  "{0} has no RESOLUTION": "{0} hat keine RESOLUTION",
  "{0} has no SCORE, and others do": "{0} hat keinen SCORE, und andere haben einen",
  "{0} has no VIDEO-RANGE, and others do": "{0} hat keine VIDEO-RANGE, und andere haben eine",
  "{0} has no closing quote": "bei {0} fehlt das schließende Anführungszeichen",
  "{0} has no {1}": "{0} hat kein {1}",
  "{0} has the pictures of {1}, not of {2}": "{0} hat die Bilder von {1}, nicht von {2}",
  "{0} has to begin with https://; plain http is for this computer alone.":
    "{0!} muss mit https:// beginnen; http ohne s geht nur auf diesem Rechner.",
  "{0} has to end with its path, with no name, password, ? or # in it.":
    "{0!} muss mit dem Pfad enden, ohne Namen, Passwort, ? oder # darin.",
  "{0} holds several packages. Name the main playlist master.m3u8.": "In {0} sind mehrere Pakete. Nenn die Haupt-Playlist master.m3u8.",
  "{0} holds the package of another video now: {1}.": "In {0} ist jetzt das Paket eines anderen Videos: {1}.",
  "{0} in {1}, which players do not take": "{0} in {1!}, was Player nicht nehmen",
  "{0} is above level {1}": "{0} ist über Level {1}",
  "{0} is above level {1}, which is enough": "{0} ist über Level {1}, das genügt",
  "{0} is being worked on already. Wait until that is done.": "An {0} wird schon gearbeitet. Warte, bis das fertig ist.",
  "{0} is cut short: a part of it is missing. Copy it again.": "{0} ist abgeschnitten: Ein Teil fehlt. Kopier es neu.",
  "{0} is empty": "{0} ist leer",
  "{0} is named after no video here. Name it as the video is, such as {1} for film.mp4.":
    "{0} heißt nach keinem Video hier. Benenn es wie das Video, etwa {1} für film.mp4.",
  "{0} is no address. Give it as https://….": "{0!} ist keine Adresse. Gib sie als https://… an.",
  "{0} is no folder. Choose the folder that it lies in.": "{0} ist kein Ordner. Wähl den Ordner, in dem es liegt.",
  "{0} is no longer there.": "{0} ist nicht mehr da.",
  "{0} is no playlist.": "{0} ist keine Playlist.",
  "{0} is not a folder. Choose the folder that holds master.m3u8.": "{0} ist kein Ordner. Wähl den Ordner, in dem master.m3u8 liegt.",
  "{0} is not there": "{0} ist nicht da",
  "{0} is not there any more. Plug in its drive, or put the folder back, to go on.":
    "{0} ist nicht mehr da. Schließ das Laufwerk an, oder leg den Ordner zurück, damit es weitergeht.",
  "{0} is not there any more. Put it back, or plug in its drive, to go on.":
    "{0} ist nicht mehr da. Leg es zurück, oder schließ das Laufwerk an, damit es weitergeht.",
  "{0} is not there. Choose a folder that is.": "{0} ist nicht da. Wähl einen Ordner, der da ist.",
  "{0} is not what was sent.": "{0!} ist nicht, was gesendet wurde.",
  "{0} is of a profile below High": "{0} hat ein Profil unter High",
  "{0} is of a profile beyond Main10": "{0} hat ein Profil über Main10",
  "{0} is of high dynamic range and neither HDR10 nor HLG": "{0} hat hohen Dynamikumfang und ist weder HDR10 noch HLG",
  "{0} is sound alone": "{0} ist nur Ton",
  "{0} is watched already.": "{0} wird schon überwacht.",
  "{0} is {1} ahead of the store's.": "{0!} geht der des Speichers {1!} vor.",
  "{0} is {1} behind the store's.": "{0!} geht der des Speichers {1!} nach.",
  "{0} is {1}x{2}; the largest is {3}x{4}": "{0} hat {1}x{2}; die größte hat {3}x{4}",
  "{0} lasts {1:n} s, over the target duration of {2} s": "{0} dauert {1} s, mehr als die Zieldauer von {2} s",
  "{0} leads out of the package": "{0} führt aus dem Paket hinaus",
  "{0} lies in {1} and is watched already. Stop watching it first.": "{0} liegt in {1} und wird schon überwacht. Hör erst damit auf.",
  "{0} lies in {1}, which is watched with all that is in it.": "{0} liegt in {1}, das mit allem darin überwacht wird.",
  "{0} lists more segments than any video has, so it was not checked.":
    "{0} nennt mehr Segmente, als ein Video je hat, und wurde deshalb nicht geprüft.",
  "{0} may be kept for {1} seconds alone: viewers load again what they had.":
    "{0!} darf nur {1} Sekunden behalten werden: Wer zusieht, lädt neu, was schon da war.",
  "{0} may not be looked into. Allow reading it, or choose another folder.":
    "In {0} darf nicht hineingesehen werden. Erlaub das Lesen, oder wähl einen anderen Ordner.",
  "{0} minutes": "{0} Minuten",
  "{0} more of the same": "{0} weitere dieser Art",
  "{0} names the group {1}=\"{2}\", which is not there": "{0} nennt die Gruppe {1}=\"{2}\", die nicht da ist",
  "{0} needs pictures of at least {1} pixels a side. Choose only H.264 for this video.":
    "{0} braucht Bilder von mindestens {1} Pixeln je Seite. Wähl für dieses Video nur H.264.",
  "{0} of the package cannot be read, or is being changed. Publish again when it rests.":
    "{0} aus dem Paket ist nicht zu lesen oder wird gerade geändert. Veröffentliche neu, wenn es ruht.",
  "{0} of {1:n} s: the fragment begins at {2:n}, the one before ends at {3:n}":
    "{0!} von {1} s: Das Fragment beginnt bei {2}, das davor endet bei {3}",
  "{0} of {1} files are not there.": "{0} von {1} Dateien sind nicht da.",
  "{0} of {1} stored files are asked for again.": "Nach {0} von {1} gespeicherten Dateien wird neu gefragt.",
  "{0} parts are signed at once. Ask for fewer.": "Auf einmal werden {0} Teile signiert. Frag nach weniger.",
  "{0} promises sound and has none, nor does it name a group": "{0} verspricht Ton und hat keinen, und nennt auch keine Gruppe",
  "{0} sound tracks": "{0} Tonspuren",
  "{0} stopped encoding: what it had made is made again in software":
    "{0!} kodiert nicht mehr: Was damit entstand, entsteht neu in Software",
  "{0} was moved or deleted. Convert again, or put the folder back.":
    "{0} wurde verschoben oder gelöscht. Konvertier neu, oder leg den Ordner zurück.",
  "{0} was sent compressed, and comes unpacked.": "{0!} wurde komprimiert gesendet und kommt entpackt an.",
  "{0} was stored, and is not at its public address: {1}.":
    "{0!} wurde gespeichert, ist aber unter der öffentlichen Adresse nicht da: {1}.",
  "{0} {1}, and cannot be the watermark. Choose a picture, such as a PNG with transparent parts.":
    "{0} {1!} und kann nicht das Wasserzeichen sein. Wähl ein Bild, etwa ein PNG, das durchsichtige Stellen hat.",
  "{0}. Choose a video file.": "{0!}. Wähl eine Videodatei.",
  "{0}p cannot be made from this video of {1}×{2} pixels. Choose among {3}.":
    "{0}p geht mit diesem Video von {1}×{2} Pixeln nicht. Wähl aus {3}.",
  "{0}p fits as it is: taken over without loss, and far less to do": "{0}p passt schon: wird verlustfrei übernommen, das spart viel Arbeit",
  "{0}p is encoded anew, as chosen": "{0}p wird neu kodiert, wie gewählt",
  "{0}p is taken over as it is, as chosen: players can jump every {1:n} s only":
    "{0}p wird unverändert übernommen, wie gewählt: Player können nur alle {1} s springen",
  "{0}p would fit as it is, but its key frames are up to {1:n} s apart: encoded anew":
    "{0}p würde schon passen, aber die Schlüsselbilder liegen bis zu {1} s auseinander: wird neu kodiert",
  "“{0}” cannot be a destination's name. Take up to {1} letters, digits, “-”, “_” and “.”, a letter or digit first.":
    "„{0}“ kann kein Ziel heißen. Nimm bis zu {1} Buchstaben, Ziffern, „-“, „_“ und „.“, am Anfang einen Buchstaben oder eine Ziffer.",
  "“{0}” is no currency. Say it in three letters, such as EUR.": "„{0}“ ist keine Währung. Gib sie mit drei Buchstaben an, etwa EUR.",
  "“{0}” is no name of a bucket. Say what the store calls it.": "„{0}“ ist kein Name eines Buckets. Gib an, wie der Anbieter ihn nennt.",
  "“{0}” is no region. Say the one that the store names.": "„{0}“ ist keine Region. Gib die an, die der Anbieter nennt.",
  "{0:n} GB": "{0} GB",
  "{0:n} MB": "{0} MB",
  "{0:n} kB": "{0} kB",

  // Updates of the app.
  "Another version was found in the meantime. Look for updates again.":
    "Inzwischen gibt es eine andere Version. Such noch einmal nach Updates.",
  "HLS Studio has not started yet. Try again.":
    "HLS Studio ist noch nicht ganz gestartet. Versuch es noch einmal.",
  "The update could not be loaded. Try again later.":
    "Das Update konnte nicht geladen werden. Versuch es später noch einmal.",
  "The update could not be put in place; this version goes on. Try again, or install the new one by hand.":
    "Das Update konnte nicht eingesetzt werden; diese Version läuft weiter. Versuch es noch einmal, oder installiere die neue von Hand.",
  "The update is not signed as it has to be, and was thrown away. This version goes on.":
    "Das Update ist nicht so signiert, wie es sein muss, und wurde verworfen. Diese Version läuft weiter.",
  "The update is too large to be right.":
    "Das Update ist zu groß, um richtig zu sein.",
  "The update lies at an address that is not safe.":
    "Das Update liegt an einer Adresse, die nicht sicher ist.",
  "There is a newer version, but none for this system.":
    "Es gibt eine neuere Version, aber keine für dieses System.",
  "There is no room to keep the update in. Make some, and try again.":
    "Für das Update ist kein Platz. Mach welchen frei, und versuch es noch einmal.",
  "There is no update for which this can be done now.":
    "Es gibt gerade kein Update, mit dem das ginge.",
  "Updates are looked for at an address with https:// alone. Correct it in the settings file.":
    "Nach Updates wird nur an Adressen mit https:// gesucht. Berichtige sie in der Einstellungsdatei.",
  "Updates could not be reached. Look whether you are online, and try again.":
    "Die Updates waren nicht zu erreichen. Sieh nach, ob du online bist, und versuch es noch einmal.",
  "What was found where updates are announced cannot be read. Try again later.":
    "Was dort zu finden war, wo Updates angekündigt werden, ist nicht lesbar. Versuch es später noch einmal.",
  "What was found where updates are announced is of another product.":
    "Was dort zu finden war, wo Updates angekündigt werden, gehört zu einem anderen Programm.",
  "What was found where updates are announced is too large to be right.":
    "Was dort zu finden war, wo Updates angekündigt werden, ist zu groß, um richtig zu sein.",
  "Where updates are looked for leads to an address that is not safe.":
    "Der Ort, an dem nach Updates gesucht wird, führt zu einer Adresse, die nicht sicher ist.",
};
