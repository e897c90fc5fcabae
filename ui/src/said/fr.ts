// What the engine says, in French, by its English templates; `english.json` lists those that have to be here.
import type { Catalog } from "./speaker";

export const said: Catalog = {
  ", by a table since this ffmpeg has no zscale filter": ", par une table, puisque ce ffmpeg n’a pas le filtre zscale",
  ", with its cover as the picture": ", avec sa pochette comme image",
  "A DASH manifest goes with a file for each segment only. Leave out DASH, or the choice of one file for all.":
    "Un manifeste DASH demande un fichier par segment. Renoncez à DASH ou au fichier unique.",
  "A DASH manifest goes with fragmented MP4 only. Leave out DASH, or the choice of transport streams.":
    "Un manifeste DASH demande du MP4 fragmenté. Renoncez à DASH ou aux flux de transport.",
  "A batch has {0} objects at most. Send it in several.": "Un lot compte {0} objets au plus. Envoyez-les en plusieurs fois.",
  "A body of another length than was signed is refused.": "Un contenu d’une autre longueur que celle signée est refusé.",
  "A cache keeps the stable entry for too long: {0} seconds later the old one is still read.":
    "Un cache garde l’entrée stable trop longtemps\u202f: {0} secondes après, on lit encore l’ancienne.",
  "A cache still has files that were taken down. Nothing leads to them any more.":
    "Un cache a encore des fichiers qui ont été retirés. Plus rien n’y mène.",
  "A cache still has the stable entry after it was taken down.": "Un cache a encore l’entrée stable alors qu’elle a été retirée.",
  "A file's head is served.": "Les requêtes HEAD ont une réponse.",
  "A key frame every two seconds": "Une image clé toutes les deux secondes",
  "A link's name has letters, digits, “-”, “_” and “.” alone. Choose another.":
    "Le nom d’un lien n’a que des lettres, des chiffres, «\u202f-\u202f», «\u202f_\u202f» et «\u202f.\u202f». Choisissez-en un autre.",
  "A new entry is not seen: {0} seconds later the old one is still read.":
    "Une nouvelle entrée ne se voit pas\u202f: {0} secondes après, on lit encore l’ancienne.",
  "A new version is seen within seconds.": "Une nouvelle version se voit en quelques secondes.",
  "A newer HLS Studio has made the list of videos. Use that version, or move {0} elsewhere to begin a new list.":
    "La liste des vidéos vient d’une version plus récente de HLS Studio. Utilisez cette version, ou déplacez {0} pour commencer une nouvelle liste.",
  "A part was sent, and is not listed: a large file that is broken off is sent anew.":
    "Une partie a été envoyée, mais n’est pas listée\u202f: un gros fichier interrompu repart du début.",
  "A picture can be turned by 90, 180 or 270°, not {0}°.": "Une image se tourne de 90, 180 ou 270°, pas de {0}°.",
  "A pixel can be a tenth to ten times as wide as it is high.": "Un pixel peut être d’un dixième à dix fois aussi large que haut.",
  "A price is a number of 0 or more.": "Un prix est un nombre, 0 ou plus.",
  "A publish can be begun, and the backend signs for it.": "Une publication peut commencer, et le backend signe pour elle.",
  "A publish that was broken off begins anew. The store has to keep metadata (x-amz-meta-sha256) and give it with HEAD; a proxy before it must not drop it.":
    "Une publication interrompue repart du début. Le stockage doit garder les métadonnées (x-amz-meta-sha256) et les donner avec HEAD\u202f; un proxy placé devant ne doit pas les perdre.",
  "A watermark can be 0 to 25 percent of the picture's shorter side away from the edges.":
    "Un filigrane peut être à une distance des bords de 0 à 25 pour cent du petit côté de l’image.",
  "A watermark can be seen by 1 to 100 percent.": "Un filigrane peut être visible de 1 à 100 pour cent.",
  "A watermark can take 1 to 100 percent of the picture's width.":
    "Un filigrane peut prendre de 1 à 100 pour cent de la largeur de l’image.",
  "AV1 is in fragmented MP4": "L’AV1 est en MP4 fragmenté",
  "AV1 is not beyond level 6.2": "L’AV1 ne dépasse pas le niveau 6.2",
  "AWS: aws cloudfront create-cache-policy --cache-policy-config file://policy.json, for the default behavior":
    "AWS\u202f: aws cloudfront create-cache-policy --cache-policy-config file://policy.json, pour le comportement par défaut (default behavior)",
  "Add a 240p resolution with 64 kbit/s of sound.": "Ajoutez une résolution 240p avec 64 kbit/s de son.",
  "Add a ladder in H.264.": "Ajoutez une échelle de résolutions en H.264.",
  "Add a sound in AAC with two channels.": "Ajoutez un son en AAC à deux canaux.",
  "Add a variant of it at half the frame rate.": "Ajoutez-en une variante à la moitié de la cadence.",
  "Add a variant of it with fewer bits.": "Ajoutez-en une variante avec moins de bits.",
  "Add an EXT-X-MEDIA with TYPE={0} and GROUP-ID=\"{1}\".": "Ajoutez un EXT-X-MEDIA avec TYPE={0} et GROUP-ID=\"{1}\".",
  "Add an I-frame playlist for every resolution.": "Ajoutez une playlist d’images\u00a0I pour chaque résolution.",
  "Add its smaller resolutions, too.": "Ajoutez aussi ses plus petites résolutions.",
  "Add one of at most 15 Mbit/s.": "Ajoutez-en une de 15 Mbit/s au plus.",
  "Add one of standard range.": "Ajoutez-en une en SDR.",
  "Add one with fewer pixels or frames a second.": "Ajoutez-en une avec moins de pixels ou d’images par seconde.",
  "Add smaller resolutions for slower connections.": "Ajoutez de plus petites résolutions pour les connexions lentes.",
  "Add variants of standard range.": "Ajoutez des variantes en SDR.",
  "All is there: {0} playlists were read, and {1} of the files that they name looked at.":
    "Tout est là\u202f: {0} playlists ont été lues, et {1} des fichiers qu’elles nomment vérifiés.",
  "All pictures are of one shape": "Toutes les images ont une même forme",
  "All variants have a score, or none": "Toutes les variantes ont un SCORE, ou aucune",
  "An MP4 to download would lie beside the encrypted video for everybody to take. Leave out the MP4, or the encryption.":
    "Un MP4 à télécharger serait à la portée de tous à côté de la vidéo chiffrée. Renoncez au MP4 ou au chiffrement.",
  "Another HLS Studio is using the list of videos. Close it and try again.":
    "Un autre HLS Studio utilise la liste des vidéos. Fermez-le et réessayez.",
  "As the file says": "Comme le dit le fichier",
  "At most 60 frames a second": "60 images par seconde au plus",
  "Average bit rates are declared": "Les débits moyens sont déclarés",
  "Average bit rates as declared": "Débits moyens tels que déclarés",
  "Begin both at once": "Commencer les deux ensemble",
  "Begun with {0} {1}, and this is {2}: made anew": "Commencée avec {0} {1}, et c’est maintenant {2}\u202f: tout est refait",
  "Bit rates are about those of the table": "Les débits sont proches de ceux du tableau",
  "Bit rates as declared": "Débits tels que déclarés",
  "Bit rates of I-frames follow from those of the variants": "Les débits des images\u00a0I découlent de ceux des variantes",
  "Bit rates of sound are about those of the table": "Les débits du son sont proches de ceux du tableau",
  "Black bars around a picture of {0}×{1}: kept": "Bandes noires autour d’une image de {0}×{1}\u202f: gardées",
  "Bring it to standard range": "Passer en SDR",
  "By the source": "Comme la source",
  "Caches may keep the stable entry for {0} seconds: so long a new version is not seen.":
    "Les caches peuvent garder l’entrée stable {0} secondes\u202f: pendant ce temps, une nouvelle version ne se voit pas.",
  "Check endpoint, region, name and keys of the bucket in the backend's configuration.":
    "Vérifiez l’adresse, la région, le nom et les clés du bucket dans la configuration du backend.",
  "Check its address, that it runs, and that no firewall is in between.":
    "Vérifiez son adresse, qu’il tourne et qu’aucun pare-feu ne s’interpose.",
  "Check public_url in the backend's configuration, the domain's DNS and its certificate.":
    "Vérifiez public_url dans la configuration du backend, le DNS du domaine et son certificat.",
  "Check that the backend runs and can be reached, and test again.": "Vérifiez que le backend tourne et répond, puis testez à nouveau.",
  "Check the access key and the endpoint in the backend's configuration.":
    "Vérifiez l’identifiant de clé et l’adresse dans la configuration du backend.",
  "Check the address: it is the one before /v1, such as https://signer.example.com.":
    "Vérifiez l’adresse\u202f: c’est celle qui précède /v1, par exemple https://signer.example.com.",
  "Check the bucket in the backend's configuration: endpoint, region, name and keys, and that the keys may list, read, write and delete there.":
    "Vérifiez le bucket dans la configuration du backend\u202f: adresse, région, nom et clés, et que les clés peuvent y lister, lire, écrire et supprimer.",
  "Check the bucket's endpoint in the backend's configuration. It has to be one that this computer reaches, over https.":
    "Vérifiez l’adresse du bucket dans la configuration du backend. Cet ordinateur doit pouvoir l’atteindre, en https.",
  "Check the secret key and the region in the backend's configuration. A proxy before the store must not change headers or paths.":
    "Vérifiez la clé secrète et la région dans la configuration du backend. Un proxy placé devant le stockage ne doit changer ni les en-têtes ni les chemins.",
  "Choose a frame rate from 1 to 60 frames a second.": "Choisissez une cadence de 1 à 60 images par seconde.",
  "Choose at least one resolution.": "Choisissez au moins une résolution.",
  "Cloudflare's API: a rule of the phase http_request_cache_settings":
    "API de Cloudflare\u202f: une règle de la phase http_request_cache_settings",
  "Cloudflare: Caching, Cache Rules, Create rule, Edit expression": "Cloudflare\u202f: Caching, Cache Rules, Create rule, Edit expression",
  "Codecs as declared": "Codecs tels que déclarés",
  "Colours are those of the source": "Les couleurs sont celles de la source",
  "Copy it again from where it comes from, or choose to keep what can be read.":
    "Copiez-le à nouveau depuis son origine, ou choisissez de garder ce qui est lisible.",
  "Crop them away": "Les rogner",
  "Cropped to {0}×{1}, as chosen": "Rognée à {0}×{1}, comme choisi",
  "Cut every rendition at the same times.": "Coupez tous les rendus aux mêmes instants.",
  "Cut it to the same length.": "Coupez-le à la même durée.",
  "Cut it with the picture": "Le couper avec l’image",
  "Cut segments of 6 s.": "Coupez des segments de 6 s.",
  "Cut shorter segments, or declare a longer target duration in every playlist.":
    "Coupez des segments plus courts, ou déclarez une durée cible plus longue dans chaque playlist.",
  "Cut the picture with it": "Couper l’image avec lui",
  "DASH players cannot decrypt what HLS encrypts whole. Leave out DASH, or the encryption.":
    "Les lecteurs DASH ne savent pas déchiffrer ce que HLS chiffre d’un bloc. Renoncez à DASH ou au chiffrement.",
  "Damaged bytes are refused, by {0}.": "Les octets abîmés sont refusés, grâce à {0!}.",
  "Declare AVERAGE-BANDWIDTH.": "Déclarez AVERAGE-BANDWIDTH.",
  "Declare AVERAGE-BANDWIDTH={0}.": "Déclarez AVERAGE-BANDWIDTH={0}.",
  "Declare CODECS.": "Déclarez CODECS.",
  "Declare CODECS=\"{0}\".": "Déclarez CODECS=\"{0}\".",
  "Declare EXT-X-DISCONTINUITY at the same times everywhere.": "Déclarez EXT-X-DISCONTINUITY aux mêmes instants partout.",
  "Declare EXT-X-I-FRAMES-ONLY at its head.": "Déclarez EXT-X-I-FRAMES-ONLY en tête.",
  "Declare EXT-X-PLAYLIST-TYPE:VOD.": "Déclarez EXT-X-PLAYLIST-TYPE:VOD.",
  "Declare EXT-X-TARGETDURATION:{0} in every playlist.": "Déclarez EXT-X-TARGETDURATION:{0} dans chaque playlist.",
  "Declare EXT-X-VERSION:{0}.": "Déclarez EXT-X-VERSION:{0}.",
  "Declare FRAME-RATE={0:n}.": "Déclarez FRAME-RATE={0}.",
  "Declare LANGUAGE, `und` when it is not known.": "Déclarez LANGUAGE, `und` si la langue est inconnue.",
  "Declare RESOLUTION={0}x{1}.": "Déclarez RESOLUTION={0}x{1}.",
  "Declare SCORE of every variant, or of none.": "Déclarez SCORE pour toutes les variantes, ou pour aucune.",
  "Declare VIDEO-RANGE of every variant.": "Déclarez VIDEO-RANGE pour toutes les variantes.",
  "Declare VIDEO-RANGE={0}.": "Déclarez VIDEO-RANGE={0}.",
  "Declare every segment's length as its samples add up.": "Déclarez la durée de chaque segment telle que la donnent ses échantillons.",
  "Declare it in the multivariant playlist.": "Déclarez-le dans la playlist principale.",
  "Declare the longer of them in both.": "Déclarez la plus longue dans les deux.",
  "Declare the sound by EXT-X-MEDIA, and name its group by AUDIO.": "Déclarez le son par EXT-X-MEDIA, et nommez son groupe par AUDIO.",
  "Declare {0}.": "Déclarez {0}.",
  "Declare {0}={1}.": "Déclarez {0}={1}.",
  "Deinterlace it before it is encoded (bwdif).": "Désentrelacez-la avant de l’encoder (bwdif).",
  "Discontinuities are everywhere the same": "Les discontinuités sont partout les mêmes",
  "Dolby Vision profile 5: its colours cannot be read and come out wrong; export it as HDR10 or SDR":
    "Dolby Vision profil 5\u202f: ses couleurs sont illisibles et ressortent fausses\u202f; exportez-la en HDR10 ou en SDR",
  "Dynamic ranges as declared": "Plages dynamiques telles que déclarées",
  "EXTINF up to the end of {0} adds up to {1:n} s from {2:n} s on; the segments last {3:n} s":
    "Jusqu’à la fin de {0}, les EXTINF font {1} s à partir de {2} s\u202f; les segments durent {3} s",
  "Encode all variants in the same colours.": "Encodez toutes les variantes dans les mêmes couleurs.",
  "Encode at fewer pixels or frames a second.": "Encodez avec moins de pixels ou d’images par seconde.",
  "Encode in the profile High (-profile:v high).": "Encodez dans le profil High (-profile:v high).",
  "Encode in the profile Main or Main10.": "Encodez dans le profil Main ou Main10.",
  "Encode it again from there, or declare EXT-X-DISCONTINUITY in every rendition.":
    "Réencodez à partir de là, ou déclarez EXT-X-DISCONTINUITY dans chaque rendu.",
  "Encode it anew": "La réencoder",
  "Encode it in AAC-LC, or at 64 kbit/s.": "Encodez-le en AAC-LC, ou à 64 kbit/s.",
  "Encode it in Main10 with the colours of BT.2020.": "Encodez-la en Main10 avec les couleurs de BT.2020.",
  "Encode small pictures for seeking, one a second.": "Encodez de petites images pour la recherche, une par seconde.",
  "Encode them in H.264, HEVC or AV1.": "Encodez-les en H.264, HEVC ou AV1.",
  "Encode with a key frame at the start of every segment.": "Encodez avec une image clé au début de chaque segment.",
  "Encode with a key frame every two seconds: seeking and switching are finer then.":
    "Encodez avec une image clé toutes les deux secondes\u202f: sauts et changements de qualité sont alors plus fins.",
  "Encode with a maximum rate closer to the average.": "Encodez avec un débit maximal plus proche de la moyenne.",
  "Encode with fewer reference pictures, or name the level.": "Encodez avec moins d’images de référence, ou indiquez le niveau.",
  "Encrypt them by SAMPLE-AES (cbcs).": "Chiffrez-les par SAMPLE-AES (cbcs).",
  "End the playlist with EXT-X-ENDLIST.": "Terminez la playlist par EXT-X-ENDLIST.",
  "Enter the token once more. A new one is made with: hls-studio-signer token":
    "Saisissez à nouveau le jeton. Pour en créer un\u202f: hls-studio-signer token",
  "Every codec has a whole ladder": "Chaque codec a toute l’échelle des résolutions",
  "Every file is there": "Tous les fichiers sont là",
  "Every kind of file comes as what it is.": "Chaque sorte de fichier arrive pour ce qu’elle est.",
  "Every playlist covers the same time": "Toutes les playlists couvrent la même durée",
  "Every segment has one sound": "Chaque segment a un seul son",
  "Everybody reads it.": "Tout le monde peut le lire.",
  "Everything is sent encrypted (https)": "Tout est envoyé chiffré (https)",
  "Fields become twice as many frames": "Les trames donnent deux fois plus d’images",
  "Files are sent as what they are": "Les fichiers sont envoyés pour ce qu’ils sont",
  "Finer colour than 4:2:0: made 4:2:0, which every player has":
    "Couleurs plus fines que 4:2:0\u202f: passées en 4:2:0, que lisent tous les lecteurs",
  "Fitted to the content, which needs the usual rates.": "Ajustés au contenu, qui demande les débits habituels.",
  "Fitted to the content: about {0}% smaller than usual.": "Ajustés au contenu\u202f: environ {0}\u202f% de moins que d’habitude.",
  "Frame rate varies: made a steady {0} frames a second": "Cadence variable\u202f: passée à {0} images par seconde constantes",
  "Frame rates are natural": "Les cadences sont naturelles",
  "Frame rates as declared": "Cadences telles que déclarées",
  "From {0:n} s to the end, as chosen": "De {0} s à la fin, comme choisi",
  "From {0:n} s to {1:n} s, as chosen": "De {0} s à {1} s, comme choisi",
  "Give both groups the same members, alike in all but URI and CHANNELS.":
    "Donnez aux deux groupes les mêmes membres, identiques en tout sauf URI et CHANNELS.",
  "Give every member of a group its own NAME.": "Donnez à chaque membre d’un groupe son propre NAME.",
  "Give every sound segments of its own, and an EXT-X-MEDIA.": "Donnez à chaque son ses propres segments et un EXT-X-MEDIA.",
  "Give every sound segments of its own.": "Donnez à chaque son ses propres segments.",
  "Give the backend's address as https://…; plain http is for this machine alone.":
    "Donnez l’adresse du backend sous la forme https://…\u202f; http simple ne vaut que pour cet ordinateur.",
  "Give the bucket the rules below (CORS). CloudFront: let the behavior have the origin request policy CORS-S3Origin, or the response headers policy CORS-With-Preflight. Then purge what the CDN has: what it kept from before has no permission in it.":
    "Donnez au bucket les règles ci-dessous (CORS). CloudFront\u202f: donnez au comportement la origin request policy CORS-S3Origin, ou la response headers policy CORS-With-Preflight. Purgez ensuite le CDN\u202f: ce qu’il garde d’avant ne porte pas d’autorisation.",
  "Give the domain a certificate (Cloudflare and CloudFront have them), and begin public_url with https://.":
    "Donnez un certificat au domaine (Cloudflare et CloudFront en ont), et faites commencer public_url par https://.",
  "Give the keys' address as browsers have it, such as https://example.com/keys/, without a query.":
    "Donnez l’adresse des clés comme l’ont les navigateurs, par exemple https://example.com/keys/, sans paramètres.",
  "Give the page's address as browsers have it, such as https://example.com/film/.":
    "Donnez l’adresse de la page comme l’ont les navigateurs, par exemple https://example.com/film/.",
  "Give the preset a name of one to sixty letters.": "Donnez au préréglage un nom d’une à soixante lettres.",
  "Give the range from the packet in which the I-frame begins to the one in which it ends.":
    "Donnez la plage du paquet où commence l’image\u00a0I à celui où elle finit.",
  "Give the range from the start of the moof to the end of the I-frame.": "Donnez la plage du début du moof à la fin de l’image\u00a0I.",
  "Give the sound segments of its own.": "Donnez au son ses propres segments.",
  "Give the watermark's file by all of its path, without letters that are no Unicode text.":
    "Indiquez le fichier du filigrane par son chemin entier, sans caractères hors d’Unicode.",
  "Groups agree": "Les groupes concordent",
  "H.264 is above level 4.1": "H.264 dépasse le niveau 4.1",
  "H.264 is in fragmented MP4 or transport streams": "Le H.264 est en MP4 fragmenté ou en flux de transport",
  "H.264 is not beyond level 5.2": "Le H.264 ne dépasse pas le niveau 5.2",
  "H.264 is of the profile High": "Le H.264 est du profil High",
  "HE-AAC at {0} kbit/s": "HE-AAC à {0} kbit/s",
  "HE-AAC is for low rates": "Le HE-AAC est pour les bas débits",
  "HEVC and AV1 go into fragmented MP4 only. Choose H.264 alone, or leave the container as it is.":
    "HEVC et AV1 ne vont qu’en MP4 fragmenté. Choisissez H.264 seul, ou laissez le conteneur tel quel.",
  "HEVC is above level 4.0": "HEVC dépasse le niveau 4.0",
  "HEVC is in fragmented MP4": "Le HEVC est en MP4 fragmenté",
  "HEVC is not beyond Main10, level 5.1": "Le HEVC ne dépasse pas Main10, niveau 5.1",
  "HLS Studio is closing.": "HLS Studio se ferme.",
  "HLS Studio made a mistake of its own. Please report it with the details.":
    "HLS Studio a fait une erreur. Merci de la signaler avec les détails.",
  "High dynamic range ({0}): brought to standard range{1}, to play everywhere":
    "Grande plage dynamique ({0})\u202f: passée en SDR{1!}, pour être lue partout",
  "High dynamic range ({0}): taken for standard range, as chosen; a picture that is really high comes out pale":
    "Grande plage dynamique ({0})\u202f: prise pour du SDR, comme choisi\u202f; une image vraiment HDR ressort pâle",
  "High dynamic range is HDR10 or HLG": "La grande plage dynamique est en HDR10 ou HLG",
  "High dynamic range is there at 30 frames a second": "La grande plage dynamique existe à 30 images par seconde",
  "How loud the sound is cannot be measured. Convert it as it is.": "Le volume du son ne peut pas être mesuré. Convertissez-le tel quel.",
  "How the samples look could not be measured.": "L’aspect des échantillons n’a pas pu être mesuré.",
  "I-frame playlists are described": "Les playlists d’images\u00a0I sont décrites",
  "I-frame playlists are marked": "Les playlists d’images\u00a0I sont marquées",
  "I-frame playlists are there": "Les playlists d’images\u00a0I sont là",
  "I-frames are those of the smallest variant": "Les images\u00a0I sont celles de la plus petite variante",
  "I-frames are {0:n} s apart": "les images\u00a0I sont à {0} s les unes des autres",
  "I-frames can be fetched alone": "Les images\u00a0I se chargent seules",
  "IAM: the policy of the backend's user ({0} is the bucket's name)":
    "IAM\u202f: la stratégie de l’utilisateur du backend ({0} est le nom du bucket)",
  "Independence is declared once": "L’indépendance est déclarée une fois",
  "Init segments are named": "Les segments d’initialisation sont nommés",
  "Interlaced, as its pictures show: made into whole frames": "Entrelacée, ses images le montrent\u202f: passée en images entières",
  "Interlaced: left as it is, as chosen": "Entrelacée\u202f: laissée telle quelle, comme choisi",
  "Interlaced: made into whole frames": "Entrelacée\u202f: passée en images entières",
  "It is empty, or larger than a bucket takes.": "Vide, ou plus gros que ce qu’un bucket accepte.",
  "It is no longer known why this failed.": "La raison de cet échec n’est plus connue.",
  "It is not known any more what this version is made of.": "On ne sait plus de quoi cette version est faite.",
  "It is where it is said to be, without a detour.": "C’est bien à l’adresse annoncée, sans détour.",
  "It was changed by somebody else meanwhile. Try again.": "Quelqu’un d’autre l’a modifié entre-temps. Réessayez.",
  "Its name is too long. Give it a shorter one.": "Le nom est trop long. Donnez-en un plus court.",
  "Keep 5.1 beside stereo": "Garder le 5.1 à côté de la stéréo",
  "Keep the sound": "Garder le son",
  "Keep the whole picture": "Garder l’image entière",
  "Keys cannot begin with “{0}”. Take a name such as films/.":
    "Une clé ne peut pas commencer par «\u202f{0}\u202f». Prenez un nom comme films/.",
  "Languages are named": "Les langues sont indiquées",
  "Large files can be sent in parts, and gone on with.": "Les gros fichiers s’envoient en parties, et peuvent être repris.",
  "Large files can be sent in parts, but not given up: what is left of them takes room.":
    "Les gros fichiers s’envoient en parties, mais ne s’abandonnent pas\u202f: ce qu’il en reste prend de la place.",
  "Large files cannot be sent. {0}": "Les gros fichiers ne s’envoient pas. {0!}",
  "Leave DEFAULT=YES to one of them.": "Ne laissez DEFAULT=YES qu’à l’un d’eux.",
  "Leave it as it is stored": "La laisser comme elle est enregistrée",
  "Leave it out": "Le retirer",
  "Leave it to EXT-X-MEDIA.": "Laissez-le à EXT-X-MEDIA.",
  "Leave it where it is": "Le laisser où il est",
  "Leave the frames as they are": "Laisser les images telles quelles",
  "Left as it is stored, as chosen": "Laissée comme elle est enregistrée, comme choisi",
  "Let it follow a time server (NTP): signatures are good for minutes.":
    "Synchronisez-la sur un serveur de temps (NTP)\u202f: les signatures valent quelques minutes.",
  "Let the CDN keep each file for as long as its Cache-Control says: a year for versions, seconds for the stable entry. Cloudflare: a cache rule with the expression below, Eligible for cache, Edge TTL \"Use cache-control header if present, bypass cache if not\", Browser TTL \"Respect origin\". CloudFront: the cache policies below, and Compress objects off. Then purge what it has.":
    "Faites garder chaque fichier au CDN aussi longtemps que le dit son Cache-Control\u202f: un an pour les versions, quelques secondes pour l’entrée stable. Cloudflare\u202f: une cache rule avec l’expression ci-dessous, Eligible for cache, Edge TTL «\u202fUse cache-control header if present, bypass cache if not\u202f», Browser TTL «\u202fRespect origin\u202f». CloudFront\u202f: les cache policies ci-dessous, et Compress objects désactivé. Purgez ensuite ce qu’il a.",
  "Let the CDN pass Content-Encoding on: playlists are asked for again and again.":
    "Laissez le CDN transmettre Content-Encoding\u202f: les playlists sont demandées sans cesse.",
  "Let the backend answer with multipart from its multipart_threshold on.":
    "Faites répondre le backend par multipart à partir de son multipart_threshold.",
  "Let the backend sign Content-Length with each address. If it does, this store does not look at it.":
    "Faites signer Content-Length au backend avec chaque adresse. S’il le fait déjà, ce stockage n’y regarde pas.",
  "Let the backend's keys abort uploads (s3:AbortMultipartUpload), and the bucket forget unfinished ones after some days.":
    "Permettez aux clés du backend d’abandonner des envois (s3:AbortMultipartUpload), et faites oublier au bucket ceux restés inachevés après quelques jours.",
  "Let the backend's keys list parts (s3:ListMultipartUploadParts).":
    "Permettez aux clés du backend de lister les parties (s3:ListMultipartUploadParts).",
  "Let the keys list, read, write and delete in the bucket.": "Permettez aux clés de lister, lire, écrire et supprimer dans le bucket.",
  "Let the token publish in the backend's configuration, or use another one.":
    "Autorisez le jeton à publier dans la configuration du backend, ou prenez-en un autre.",
  "Let the token publish packages of any name in the backend's configuration.":
    "Autorisez le jeton à publier des paquets de n’importe quel nom dans la configuration du backend.",
  "Let the token's quota be larger, when packages have files of this size.":
    "Augmentez le quota du jeton si vos paquets ont des fichiers de cette taille.",
  "Levels are no higher than pictures need": "Les niveaux ne dépassent pas ce que demandent les images",
  "Look at what serves the public address: the CDN's or the store's own log has more of it.":
    "Regardez ce qui sert l’adresse publique\u202f: le journal du CDN ou du stockage en dit plus.",
  "Look at what the backend says, and at its log: an upload of a new package has to be taken.":
    "Voyez ce que dit le backend, et son journal\u202f: l’envoi d’un nouveau paquet doit être accepté.",
  "MP4 that is not fragmented": "MP4 non fragmenté",
  "Made from fields into whole frames, as chosen": "Trames passées en images entières, comme choisi",
  "Make 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60 frames a second.":
    "Faites 23,976, 24, 25, 29,97, 30, 50, 59,94 ou 60 images par seconde.",
  "Make all of one shape, with bars where need be.": "Donnez à toutes la même forme, avec des bandes s’il le faut.",
  "Make at most 60 frames a second.": "Faites 60 images par seconde au plus.",
  "Make it as long.": "Faites-le aussi long.",
  "Make the bucket, or mend its name, endpoint or region in the backend's configuration.":
    "Créez le bucket, ou corrigez son nom, son adresse ou sa région dans la configuration du backend.",
  "Make the rendition again.": "Refaites ce rendu.",
  "Make the segment again.": "Refaites le segment.",
  "Make whole frames": "Faire des images entières",
  "Make {0} again.": "Refaites {0}.",
  "Make {0} frames a second": "Faire {0} images par seconde",
  "Make {0} readable, or make it again.": "Rendez {0} lisible, ou refaites-le.",
  "Mark them as {0} (-tag:v {0}).": "Marquez-les comme {0} (-tag:v {0}).",
  "Measure its loudness and write a ludt box.": "Mesurez son volume et écrivez une boîte ludt.",
  "Media is not redirected": "Les médias ne sont pas redirigés",
  "Mend the ones above first, then check again.": "Corrigez d’abord ceux du dessus, puis revérifiez.",
  "Move the file into the package's folder.": "Déplacez le fichier dans le dossier du paquet.",
  "NAL units that do not fill their sample": "des unités NAL qui ne remplissent pas leur échantillon",
  "Name all parts, each once, in order.": "Nommez toutes les parties, chacune une fois, dans l’ordre.",
  "Name the init segment by EXT-X-MAP before the first segment.":
    "Nommez le segment d’initialisation par EXT-X-MAP avant le premier segment.",
  "No browser could be opened. Copy the link into one.": "Aucun navigateur n’a pu s’ouvrir. Copiez le lien dans l’un d’eux.",
  "No package has files of this kind, or compressed so.": "Aucun paquet n’a de fichiers de cette sorte, ou ainsi compressés.",
  "No packet is missing": "Aucun paquet de flux ne manque",
  "No picture could be decoded from this file. It may be damaged: see whether a player shows it.":
    "Aucune image n’a pu être décodée dans ce fichier. Il est peut-être abîmé\u202f: voyez si un lecteur l’affiche.",
  "No picture could be read from this file. It may be damaged: see whether a player shows it.":
    "Aucune image n’a pu être lue dans ce fichier. Il est peut-être abîmé\u202f: voyez si un lecteur l’affiche.",
  "No segment is far too long": "Aucun segment n’est beaucoup trop long",
  "No sound could be decoded from this file. It may be damaged: see whether a player plays it.":
    "Aucun son n’a pu être décodé dans ce fichier. Il est peut-être abîmé\u202f: voyez si un lecteur le lit.",
  "No sound: made without a sound track": "Pas de son\u202f: faite sans piste audio",
  "No variant is sound alone (Apple TV)": "Aucune variante n’a que du son (Apple TV)",
  "No {0} that can be used was found. Install ffmpeg {1}.{2} or later with libx264, or say in the settings where it is.":
    "Aucun {0} utilisable n’a été trouvé. Installez ffmpeg {1}.{2} ou plus récent avec libx264, ou dites dans les réglages où il est.",
  "Not from a server on the same device": "Pas d’un serveur du même appareil",
  "Not tested: it was not reached.": "Non testé\u202f: on n’en est pas arrivé là.",
  "Nothing can be kept in {0}. Check that you may write there, and that there is room.":
    "Rien ne peut être gardé dans {0}. Vérifiez que vous pouvez y écrire et qu’il y a de la place.",
  "Nothing can be measured with this ffmpeg, or of this video.": "Rien ne peut être mesuré avec ce ffmpeg, ou de cette vidéo.",
  "Nothing can be written to {0}. Choose another folder.": "Rien ne peut être écrit dans {0}. Choisissez un autre dossier.",
  "Nothing is encrypted in counter mode": "Rien n’est chiffré en mode compteur",
  "Nothing of {0} ({1}) can be decoded: left out": "{0!} ({1}) impossible à décoder\u202f: laissé de côté",
  "Number the packets of every PID through all segments, or make the segment again.":
    "Numérotez les paquets de chaque PID à travers tous les segments, ou refaites le segment.",
  "OBUs that do not fill their sample": "des OBU qui ne remplissent pas leur échantillon",
  "One target duration": "Une seule durée cible",
  "One variant for slow connections (iPhone)": "Une variante pour les connexions lentes (iPhone)",
  "Package it as fragmented MP4.": "Empaquetez-la en MP4 fragmenté.",
  "Pages of {0} are not told that they may ask for pieces: older browsers do not.":
    "Les pages de {0!} n’apprennent pas qu’elles peuvent demander des morceaux\u202f: les anciens navigateurs s’en abstiennent.",
  "Pages of {0} may not read it: no player there plays it.": "Les pages de {0!} ne peuvent pas le lire\u202f: aucun lecteur n’y marche.",
  "Pages of {0} may read it.": "Les pages de {0!} peuvent le lire.",
  "Parameter sets are in the init segment": "Les jeux de paramètres sont dans le segment d’initialisation",
  "Part {0} is not of this object, or has another size.": "La partie {0} n’est pas de cet objet, ou a une autre taille.",
  "Peaks stay under twice the average": "Les pics restent sous le double de la moyenne",
  "Phone video, rotated {0}°: turned upright": "Vidéo de téléphone, tournée de {0}°\u202f: redressée",
  "Picture begins {0:n} s after the sound: its first frame put before it":
    "L’image commence {0} s après le son\u202f: sa première image est mise devant",
  "Picture sizes as declared": "Tailles d’image telles que déclarées",
  "Pictures and sound are apart": "L’image et le son sont séparés",
  "Pictures are in a codec that HLS has": "Les images sont dans un codec que HLS a",
  "Pictures are whole frames, not fields": "Les images sont entières, pas des trames",
  "Pieces of files are served.": "Les morceaux de fichiers sont servis.",
  "Pixels are not square: made {0}, as it is meant to look": "Pixels non carrés\u202f: passée à {0}, comme elle doit paraître",
  "Players on other sites do not see the size of what they load.":
    "Les lecteurs d’autres sites ne voient pas la taille de ce qu’ils chargent.",
  "Playlists are finished": "Les playlists sont terminées",
  "Playlists are sent compressed": "Les playlists sont envoyées compressées",
  "Playlists are well formed": "Les playlists sont bien formées",
  "Put it in the middle": "Le mettre au milieu",
  "Put it {0}": "Le mettre {0!}",
  "Put the variant of {0} kbit/s first.": "Mettez la variante de {0} kbit/s en premier.",
  "Put {0} back, or make the package again.": "Remettez {0}, ou refaites le paquet.",
  "R2 shows a bucket at an address of its own. Say which, such as https://pub-….r2.dev/ or your domain.":
    "R2 montre un bucket à une adresse à lui. Dites laquelle, par exemple https://pub-….r2.dev/ ou votre domaine.",
  "R2: the bucket, Settings, CORS Policy, Add, JSON": "R2\u202f: le bucket, Settings, CORS Policy, Add, JSON",
  "S3: the bucket, Permissions, Bucket policy, Edit ({0} is its name)":
    "S3\u202f: le bucket, Permissions, Bucket policy, Edit ({0} est son nom)",
  "S3: the bucket, Permissions, Cross-origin resource sharing (CORS), Edit":
    "S3\u202f: le bucket, Permissions, Cross-origin resource sharing (CORS), Edit",
  "S3: turn Block public access off for the bucket and give it the policy below, or leave it private and put CloudFront before it (origin access control), with public_url its address. R2: connect a custom domain to the bucket, or allow its r2.dev address, and set public_url to that.":
    "S3\u202f: désactivez «\u202fBlock public access\u202f» pour le bucket et donnez-lui la stratégie ci-dessous, ou laissez-le privé et mettez CloudFront devant (origin access control), avec son adresse comme public_url. R2\u202f: reliez un domaine au bucket, ou autorisez son adresse r2.dev, et mettez-la dans public_url.",
  "Seeking and fast playback need pieces. Let the CDN or proxy pass Range on, and compress no media: of what is compressed on the way there are no pieces.":
    "Les sauts et une lecture rapide demandent des morceaux. Laissez le CDN ou le proxy transmettre Range, et ne compressez aucun média\u202f: ce qui est compressé en route ne se sert pas en morceaux.",
  "Segment lengths as declared": "Durées des segments telles que déclarées",
  "Segments are declared independent": "Les segments sont déclarés indépendants",
  "Segments are whole": "Les segments sont intacts",
  "Segments begin with a key frame": "Les segments commencent par une image clé",
  "Segments can be 1 to 10 seconds long.": "Un segment peut durer de 1 à 10 secondes.",
  "Segments fit the target duration": "Les segments tiennent dans la durée cible",
  "Segments last about 6 seconds": "Les segments durent environ 6 secondes",
  "Segments line up": "Les segments sont alignés",
  "Segments' addresses change": "Les adresses des segments changent",
  "Send an Idempotency-Key of 1 to 256 characters.": "Envoyez une Idempotency-Key de 1 à 256 caractères.",
  "Set public_url in the backend's configuration to where it leads: {0}":
    "Mettez dans public_url, dans la configuration du backend, l’adresse où elle mène\u202f: {0}",
  "Set public_url in the backend's configuration to where the bucket itself is read, ending in a slash. R2: the S3 endpoint is not public; connect a custom domain, or allow the r2.dev address.":
    "Mettez dans public_url, dans la configuration du backend, l’adresse où se lit le bucket lui-même, avec une barre à la fin. R2\u202f: l’adresse S3 n’est pas publique\u202f; reliez un domaine, ou autorisez l’adresse r2.dev.",
  "Set public_url in the backend's configuration, such as https://cdn.example.com/.":
    "Réglez public_url dans la configuration du backend, par exemple https://cdn.example.com/.",
  "Set the bucket's own region and endpoint in the backend's configuration.":
    "Mettez la région et l’adresse du bucket dans la configuration du backend.",
  "Set the bucket's own region and endpoint in the backend's configuration; the region of R2 is auto.":
    "Mettez la région et l’adresse du bucket dans la configuration du backend\u202f; la région de R2 est auto.",
  "Set the clock of the machine that signs: let it follow a time server (NTP).":
    "Réglez l’horloge de la machine qui signe\u202f: synchronisez-la sur un serveur de temps (NTP).",
  "Several bit rates": "Plusieurs débits",
  "Several resolutions have I-frame playlists": "Plusieurs résolutions ont des playlists d’images\u00a0I",
  "Several video tracks: the main one is converted": "Plusieurs pistes vidéo\u202f: la principale est convertie",
  "Several video tracks: track {0} is converted, as chosen": "Plusieurs pistes vidéo\u202f: la piste {0} est convertie, comme choisi",
  "Shape of the pixels as chosen: made {0}": "Forme des pixels comme choisi\u202f: passée à {0}",
  "Some H.264 is for older players": "Il y a du H.264 pour les lecteurs anciens",
  "Some HEVC is for older players": "Il y a du HEVC pour les lecteurs anciens",
  "Some I-frames are of standard range": "Il y a des images\u00a0I en SDR",
  "Some UHD is modest": "Il y a de l’UHD modeste",
  "Some players and validators ask so. Allow HEAD beside GET where the address is served.":
    "Certains lecteurs et validateurs demandent ainsi. Autorisez HEAD en plus de GET là où l’adresse est servie.",
  "Something went wrong in the backend. Try again later.": "Quelque chose a mal tourné dans le backend. Réessayez plus tard.",
  "Something went wrong inside HLS Studio. Please try again.": "Quelque chose a mal tourné dans HLS Studio. Réessayez.",
  "Something went wrong inside HLS Studio. Start it again.": "Quelque chose a mal tourné dans HLS Studio. Relancez-le.",
  "Sound begins {0:n} s after the picture: silence put before it": "Le son commence {0} s après l’image\u202f: du silence est mis devant",
  "Sound can be made -36 to -8 LUFS loud.": "Le son se règle de -36 à -8 LUFS.",
  "Sound can be moved by an hour at most.": "Le son se décale d’une heure au plus.",
  "Sound covers the film": "Le son couvre tout le film",
  "Sound ends {0:n} s before the picture: filled up with silence": "Le son s’arrête {0} s avant l’image\u202f: complété par du silence",
  "Sound goes on {0:n} s after the picture: the last picture is held":
    "Le son continue {0} s après l’image\u202f: la dernière image est maintenue",
  "Sound left out, as chosen": "Son laissé de côté, comme choisi",
  "Sound moved {0:n} s earlier, as chosen": "Son avancé de {0} s, comme choisi",
  "Sound moved {0:n} s later, as chosen": "Son retardé de {0} s, comme choisi",
  "Sound of its own is declared": "Le son à part est déclaré",
  "Sound tells how loud it is": "Le son dit à quel volume il est",
  "Sound track {0} ({1}) cannot be decoded. Leave it out.": "La piste audio {0} ({1}) ne peut pas être décodée. Laissez-la de côté.",
  "Sound without pictures: made a package of sound{0}": "Du son sans image\u202f: paquet de son seul{0!}",
  "Stereo only": "Stéréo seule",
  "Subtitles are WebVTT that tells its time": "Les sous-titres sont en WebVTT qui dit son temps",
  "Subtitles cover the film": "Les sous-titres couvrent tout le film",
  "Subtitles that are pictures ({0}): left out; only text can become captions":
    "Sous-titres en images ({0!})\u202f: laissés de côté\u202f; seul du texte peut devenir des sous-titres",
  "Surround and choices are apart": "Le multicanal et les choix sont séparés",
  "Surround sound of {0} channels: made 5.1, beside a stereo track":
    "Son multicanal à {0} canaux\u202f: passé en 5.1, à côté d’une piste stéréo",
  "Surround sound: kept as 5.1 beside a stereo track": "Son multicanal\u202f: gardé en 5.1 à côté d’une piste stéréo",
  "Surround sound: mixed down to stereo, as chosen": "Son multicanal\u202f: mixé en stéréo, comme choisi",
  "Take all of it": "Tout prendre",
  "Take it for standard range": "La prendre pour du SDR",
  "Take it over as it is": "La reprendre telle quelle",
  "Take something down, or raise the token's quota in the backend's configuration.":
    "Retirez quelque chose, ou augmentez le quota du jeton dans la configuration du backend.",
  "Take the package hls-studio-test down by hand, or test again: it is taken down then.":
    "Retirez le paquet hls-studio-test à la main, ou testez à nouveau\u202f: il sera alors retiré.",
  "Take the pixels as square": "Prendre les pixels pour carrés",
  "Take them from {0}.": "Prenez-les dans {0}.",
  "Take track {0} ({1})": "Prendre la piste {0} ({1})",
  "Test again in a while. When it stays so, look at the store's own state.":
    "Testez à nouveau dans un moment. Si cela dure, voyez l’état du stockage lui-même.",
  "Test again; when it stays so, the store or the backend is too slow.":
    "Testez à nouveau\u202f; si cela dure, le stockage ou le backend est trop lent.",
  "The MP4 to download could not be made. Try again, or convert without it.":
    "Le MP4 à télécharger n’a pas pu être fait. Réessayez, ou convertissez sans lui.",
  "The access key's ID is missing. It came with the secret one.": "L’identifiant de la clé manque. Il est venu avec la clé secrète.",
  "The backend answers and knows the token.": "Le backend répond et connaît le jeton.",
  "The backend answers {0}. Check its address.": "Le backend répond {0}. Vérifiez son adresse.",
  "The backend answers {0}: {1}": "Le backend répond {0}\u202f: {1!}",
  "The backend begins no publish": "Le backend ne commence aucune publication",
  "The backend cannot be reached: {0}": "Le backend est hors d’atteinte\u202f: {0!}",
  "The backend claims no checksums: the store is not asked for any.":
    "Le backend n’annonce pas de sommes de contrôle\u202f: le stockage n’en reçoit aucune à vérifier.",
  "The backend does not complete the publish": "Le backend n’achève pas la publication",
  "The backend does not do what it is asked": "Le backend ne fait pas ce qu’on lui demande",
  "The backend does not know this token.": "Le backend ne connaît pas ce jeton.",
  "The backend does not say how {0} is to be sent.": "Le backend ne dit pas comment envoyer {0}.",
  "The backend does not take {0}: {1}": "Le backend n’accepte pas {0}\u202f: {1!}",
  "The backend does not write the entry again": "Le backend ne réécrit pas l’entrée",
  "The backend gave no answer.": "Le backend n’a pas répondu.",
  "The backend has nothing sent compressed.": "Le backend ne fait rien envoyer compressé.",
  "The backend knows this token, and lets it do nothing here.": "Le backend connaît ce jeton, mais ne lui permet rien ici.",
  "The backend sends nothing in parts": "Le backend n’envoie rien en parties",
  "The backend sends nothing in parts.": "Le backend n’envoie rien en parties.",
  "The backend signs the type of each file. Let the store keep it, and no CDN or proxy change it (a transform rule, a response headers policy).":
    "Le backend signe le type de chaque fichier. Faites que le stockage le garde, et qu’aucun CDN ni proxy ne le change (une transform rule, une response headers policy).",
  "The backend speaks version {0} of the contract, and this app version {1}.":
    "Le backend parle la version {0} du contrat, et cette application la version {1}.",
  "The backend takes no file of {0} MiB: {1}": "Le backend n’accepte pas de fichier de {0} Mio\u202f: {1!}",
  "The backend takes no more calls of this token for now.": "Le backend n’accepte plus d’appels de ce jeton pour l’instant.",
  "The backend wants large files whole: one that is broken off begins anew.":
    "Le backend veut les gros fichiers entiers\u202f: un envoi interrompu repart du début.",
  "The backend's address": "L’adresse du backend",
  "The backend's clock": "L’horloge du backend",
  "The backend's clock, or this computer's,": "L’horloge du backend, ou celle de cet ordinateur,",
  "The backend's keys may not write to the bucket.": "Les clés du backend ne peuvent pas écrire dans le bucket.",
  "The backend's log has more of it.": "Le journal du backend en dit plus.",
  "The backend's log has more of it. Test again when it is mended.":
    "Le journal du backend en dit plus. Testez à nouveau quand ce sera réparé.",
  "The bucket cannot be reached. Try again in a moment.": "Le bucket est hors d’atteinte. Réessayez dans un instant.",
  "The bucket cannot be used: {0}.": "Le bucket n’est pas utilisable\u202f: {0!}.",
  "The bucket does not take its keys. Check them and what they may do, and publish again to go on.":
    "Le bucket refuse ses clés. Vérifiez-les et ce qu’elles permettent, puis publiez à nouveau pour continuer.",
  "The bucket is in another region than the backend signs for.":
    "Le bucket est dans une autre région que celle pour laquelle le backend signe.",
  "The bucket is not public: {0} answers {1} to everybody.": "Le bucket n’est pas public\u202f: {0!} répond {1} à tout le monde.",
  "The bucket lists less than was written to it. Check that the backend lists the same bucket that it signs for.":
    "Le bucket liste moins que ce qui y a été écrit. Vérifiez que le backend liste le bucket pour lequel il signe.",
  "The bucket refuses the backend's keys. Check them, and what they may do.":
    "Le bucket refuse les clés du backend. Vérifiez-les, et ce qu’elles permettent.",
  "The chapters in {0} are not there any more. Choose them anew, or convert without them.":
    "Les chapitres de {0} ne sont plus là. Choisissez-les à nouveau, ou convertissez sans eux.",
  "The chapters in {0} cannot be read. Choose them anew, or convert without them.":
    "Les chapitres de {0} ne peuvent pas être lus. Choisissez-les à nouveau, ou convertissez sans eux.",
  "The clocks of the backend, the store and this computer agree.": "Les horloges du backend, du stockage et de cet ordinateur concordent.",
  "The conversion stopped by itself. Please try again.": "La conversion s’est arrêtée d’elle-même. Réessayez.",
  "The crop does not fit into the picture of {0}×{1} pixels.": "Le rognage ne tient pas dans l’image de {0}×{1} pixels.",
  "The destination answers something else than a backend would. Check its address.":
    "La destination répond autre chose qu’un backend. Vérifiez son adresse.",
  "The destination cannot be reached. What was sent stays there: publish again to go on.":
    "La destination est hors d’atteinte. Ce qui est envoyé y reste\u202f: publiez à nouveau pour continuer.",
  "The destination does not take its token any more. Give it a new one, and publish again to go on.":
    "La destination n’accepte plus son jeton. Donnez-lui-en un nouveau, puis publiez à nouveau pour continuer.",
  "The disk is full, or does not take what is written. Make room, then convert again.":
    "Le disque est plein, ou n’accepte pas ce qui s’écrit. Faites de la place, puis convertissez à nouveau.",
  "The disk is full. Make room, or choose a folder on another disk, and try again.":
    "Le disque est plein. Faites de la place, ou choisissez un dossier sur un autre disque, et réessayez.",
  "The disk is full: the list of videos cannot be written. Make room and try again.":
    "Le disque est plein\u202f: la liste des vidéos ne peut pas être écrite. Faites de la place et réessayez.",
  "The disk is full: {0} cannot be written. Make room and try again.":
    "Le disque est plein\u202f: impossible d’écrire {0}. Faites de la place et réessayez.",
  "The entry has to be a playlist that leads into its version.": "L’entrée doit être une playlist qui mène dans sa version.",
  "The file does not tell its length: read to its end": "Le fichier ne dit pas sa durée\u202f: lu jusqu’au bout",
  "The file is damaged: reading it went wrong once, so it may look or sound broken there.":
    "Le fichier est abîmé\u202f: la lecture a échoué une fois\u202f; l’image ou le son peut y être altéré.",
  "The file is damaged: reading it went wrong {0} times, so it may look or sound broken there.":
    "Le fichier est abîmé\u202f: la lecture a échoué {0} fois\u202f; l’image ou le son peut y être altéré.",
  "The file is damaged: {0:n} of its {1:n} seconds can be read.": "Le fichier est abîmé\u202f: {0} de ses {1} secondes sont lisibles.",
  "The first variant is a good start": "La première variante est un bon départ",
  "The folder could not be opened. It is {0}.": "Le dossier n’a pas pu être ouvert. C’est {0}.",
  "The hardware": "Le matériel",
  "The head of a file does not tell its size.": "La réponse à HEAD ne dit pas la taille du fichier.",
  "The keychain is locked, or does not answer. Unlock it and try again, or keep the secret in a file instead.":
    "Le trousseau est verrouillé, ou ne répond pas. Déverrouillez-le et réessayez, ou gardez plutôt le secret dans un fichier.",
  "The keys are either published with the video or found at another address. Leave out one of the two.":
    "Les clés sont soit publiées avec la vidéo, soit à une autre adresse. Renoncez à l’un des deux.",
  "The link is no address of the web. Ask whoever keeps the backend.":
    "Le lien n’est pas une adresse du web. Demandez à qui tient le backend.",
  "The list of videos cannot be opened. Start HLS Studio again.": "La liste des vidéos ne s’ouvre pas. Relancez HLS Studio.",
  "The list of videos cannot be written to {0}. You can work, but the list is forgotten when HLS Studio closes; finished packages stay. Close other HLS Studios, make room or allow writing there, and start again.":
    "La liste des vidéos ne peut pas être écrite dans {0}. Vous pouvez travailler, mais la liste est oubliée quand HLS Studio se ferme\u202f; les paquets terminés restent. Fermez les autres HLS Studio, faites de la place ou autorisez l’écriture, et relancez.",
  "The list of videos cannot be written. Check the disk and that you may write to it.":
    "La liste des vidéos ne peut pas être écrite. Vérifiez le disque et que vous pouvez y écrire.",
  "The list of videos cannot be written. Make room on the disk and try again.":
    "La liste des vidéos ne peut pas être écrite. Faites de la place sur le disque et réessayez.",
  "The list of videos is damaged. Restart HLS Studio: it mends what can be mended.":
    "La liste des vidéos est abîmée. Relancez HLS Studio\u202f: il répare ce qui peut l’être.",
  "The list of videos was damaged. What could be read of it is here again, with the packages that were found; stills come back by themselves. The damaged file is kept as {0}.":
    "La liste des vidéos était abîmée. Ce qui a pu en être lu est de retour, avec les paquets retrouvés\u202f; les images reviennent d’elles-mêmes. Le fichier abîmé est gardé sous {0}.",
  "The message cannot be understood: {0}.": "Le message est incompréhensible\u202f: {0}.",
  "The message is too long, or was cut short.": "Le message est trop long, ou a été coupé.",
  "The output folder cannot be written. Choose another one, or change who may write there.":
    "Le dossier de sortie n’accepte pas d’écriture. Choisissez-en un autre, ou changez qui peut y écrire.",
  "The output folder is not there any more. Put it back, or plug in its drive, to go on.":
    "Le dossier de sortie n’est plus là. Remettez-le, ou branchez son disque, pour continuer.",
  "The package could not be published. Publish again to go on.": "Le paquet n’a pas pu être publié. Publiez à nouveau pour continuer.",
  "The package in {0} is no longer whole. Convert again, or put its files back.":
    "Le paquet dans {0} n’est plus entier. Convertissez à nouveau, ou remettez ses fichiers.",
  "The path {0} cannot be used. Rename the file and try again.":
    "Le chemin {0} ne peut pas être utilisé. Renommez le fichier et réessayez.",
  "The pictures could not be taken over as they are: every resolution is encoded":
    "Les images n’ont pas pu être reprises telles quelles\u202f: toutes les résolutions sont encodées",
  "The public address": "L’adresse publique",
  "The public address answers {0} to who asks for a file's head.": "L’adresse publique répond {0} à une requête HEAD.",
  "The public address gave no answer after it was taken down.": "L’adresse publique n’a pas répondu après le retrait.",
  "The public address gave no answer to who asks for a file's head.": "L’adresse publique n’a pas répondu à une requête HEAD.",
  "The public address gave no answer to who asks for a piece of a file.":
    "L’adresse publique n’a pas répondu à la demande d’un morceau de fichier.",
  "The public address is none.": "L’adresse publique n’en est pas une.",
  "The public address is on this computer.": "L’adresse publique est sur cet ordinateur.",
  "The public address is one of plain http: pages over https do not play it (mixed content).":
    "L’adresse publique est en http simple\u202f: les pages en https ne la lisent pas (contenu mixte).",
  "The public address is one over https.": "L’adresse publique est en https.",
  "The public address leads elsewhere: each file costs one request more.":
    "L’adresse publique mène ailleurs\u202f: chaque fichier coûte une requête de plus.",
  "The public address serves other pieces than were asked for.": "L’adresse publique sert d’autres morceaux que ceux demandés.",
  "The public address serves whole files alone: who asks for a piece gets all of it.":
    "L’adresse publique ne sert que des fichiers entiers\u202f: qui demande un morceau reçoit tout.",
  "The rates could not be fitted to this video: they are the usual ones.":
    "Les débits n’ont pas pu être ajustés à cette vidéo\u202f: ce sont les débits habituels.",
  "The report could not be written.": "Le rapport n’a pas pu être écrit.",
  "The same for a behavior of its own, before the default one, of path pattern */{0}":
    "De même pour un comportement à part, avant celui par défaut, de motif de chemin */{0}",
  "The samples could not be read.": "Les échantillons n’ont pas pu être lus.",
  "The secret is kept as it is in {0}. Whoever can read your files can read it.":
    "Le secret est gardé tel quel dans {0}. Qui peut lire vos fichiers peut le lire.",
  "The secret of {0} is not where it was kept. Remove the destination and add it again with its secret.":
    "Le secret de {0} n’est plus où il était gardé. Supprimez la destination et ajoutez-la à nouveau avec son secret.",
  "The server decides it.": "C’est le serveur qui en décide.",
  "The site is named by its origin, such as https://example.com.": "Le site s’indique par son origine, par exemple https://example.com.",
  "The stable entry answers {0} after it was written again.": "L’entrée stable répond {0} après avoir été réécrite.",
  "The stable entry cannot be read after it was written again.": "L’entrée stable est illisible après avoir été réécrite.",
  "The stable entry comes from a cache that has it for {0} seconds, though it lives {1}.":
    "L’entrée stable vient d’un cache qui l’a depuis {0} secondes, alors qu’elle n’en vit que {1}.",
  "The store answers {0} to a write that is to replace nothing.": "Le stockage répond {0} à une écriture qui ne doit rien remplacer.",
  "The store can be told to replace nothing.": "On peut dire au stockage de ne rien remplacer.",
  "The store cannot be reached: {0}.": "Le stockage est hors d’atteinte\u202f: {0!}.",
  "The store does not know If-None-Match.": "Le stockage ne connaît pas If-None-Match.",
  "The store does not know a header that the backend signs.": "Le stockage ne connaît pas un en-tête que le backend signe.",
  "The store does not know the backend's key.": "Le stockage ne connaît pas la clé du backend.",
  "The store does not look at If-None-Match: of two people who publish the same package at the same moment, the later one wins unseen.":
    "Le stockage ne regarde pas If-None-Match\u202f: si deux personnes publient le même paquet au même moment, la dernière l’emporte sans qu’on le voie.",
  "The store does not take {0}. Test the destination: that says what to change.":
    "Le stockage n’accepte pas {0}. Testez la destination\u202f: le test dit quoi changer.",
  "The store does not tell its time.": "Le stockage ne dit pas son heure.",
  "The store finds the time of the signature too far off.": "Le stockage trouve l’heure de la signature trop décalée.",
  "The store gave no answer to a body of another length.": "Le stockage n’a pas répondu à un contenu d’une autre longueur.",
  "The store gave no answer to a write that is to replace nothing.":
    "Le stockage n’a pas répondu à une écriture qui ne doit rien remplacer.",
  "The store gave no answer to damaged bytes.": "Le stockage n’a pas répondu à des octets abîmés.",
  "The store has lost parts. Ask anew.": "Le stockage a perdu des parties. Redemandez.",
  "The store is not able to take anything at the moment.": "Le stockage ne peut rien accepter pour l’instant.",
  "The store refuses what was signed for it.": "Le stockage refuse ce qui a été signé pour lui.",
  "The store says that the signature has expired, moments after it was made.":
    "Le stockage dit que la signature a expiré, quelques instants après sa création.",
  "The store says that the signature is wrong.": "Le stockage dit que la signature est fausse.",
  "The store sends elsewhere, where the signature is not good.": "Le stockage renvoie ailleurs, où la signature ne vaut pas.",
  "The store takes damaged bytes, though the backend claims that it verifies {0}.":
    "Le stockage accepte des octets abîmés, alors que le backend affirme qu’il vérifie {0!}.",
  "The store takes more or less bytes than were signed for: quotas do not hold.":
    "Le stockage accepte plus ou moins d’octets que signé\u202f: les quotas ne tiennent pas.",
  "The store takes what is sent as it was signed.": "Le stockage accepte ce qui est envoyé comme signé.",
  "The store's address": "L’adresse de l’hébergeur",
  "The store, or what is before it, loses Content-Encoding. Let it be kept, or turn gzip off in the backend's configuration.":
    "Le stockage, ou ce qui est devant, perd Content-Encoding. Faites-le conserver, ou désactivez gzip dans la configuration du backend.",
  "The subtitles {0} are not there any more. Choose them anew, or convert without them.":
    "Les sous-titres {0} ne sont plus là. Choisissez-les à nouveau, ou convertissez sans eux.",
  "The subtitles {0} cannot be read. Choose them anew, or convert without them.":
    "Les sous-titres {0} ne peuvent pas être lus. Choisissez-les à nouveau, ou convertissez sans eux.",
  "The target duration is 6 seconds": "La durée cible est de 6 secondes",
  "The test package could not be taken down": "Le paquet de test n’a pas pu être retiré",
  "The test package was taken down.": "Le paquet de test a été retiré.",
  "The test took longer than {0} seconds, and was broken off here.": "Le test a duré plus de {0} secondes, et a été interrompu ici.",
  "The token is missing or not known.": "Le jeton manque ou est inconnu.",
  "The trim leaves nothing of this video.": "La coupe ne laisse rien de cette vidéo.",
  "The version fits the tags": "La version correspond aux balises",
  "The version is complete, and the stable entry leads to it.": "La version est complète, et l’entrée stable y mène.",
  "The video cannot be read from where its conversion stopped. Convert it anew.":
    "La vidéo est illisible à partir de là où la conversion s’est arrêtée. Convertissez-la à nouveau.",
  "The video has changed since its conversion was begun: made anew":
    "La vidéo a changé depuis le début de sa conversion\u202f: tout est refait",
  "The watermark has changed since its conversion was begun: made anew":
    "Le filigrane a changé depuis le début de sa conversion\u202f: tout est refait",
  "The watermark {0} has changed since the conversion was begun. Put it back as it was, or convert anew.":
    "Le filigrane {0} a changé depuis le début de la conversion. Remettez-le comme il était, ou convertissez à nouveau.",
  "The watermark {0} {1}. Put it back or change who may read it, choose another picture, or leave it out.":
    "Le filigrane {0} {1!}. Remettez-le ou changez qui peut le lire, choisissez une autre image, ou retirez-le.",
  "The window and the engine do not understand each other. Restart HLS Studio.":
    "La fenêtre et le moteur ne se comprennent pas. Relancez HLS Studio.",
  "There are no chapters in {0}. Write a line for each, with its time and its title, such as 1:02 The meadow.":
    "Il n’y a pas de chapitres dans {0}. Écrivez une ligne pour chacun, avec son temps et son titre, par exemple 1:02 La prairie.",
  "There are no presets in {0}. Choose a file that HLS Studio has exported.":
    "Il n’y a pas de préréglages dans {0}. Choisissez un fichier exporté par HLS Studio.",
  "There are no subtitles in {0}. Choose another file, or convert without it.":
    "Il n’y a pas de sous-titres dans {0}. Choisissez un autre fichier, ou convertissez sans.",
  "There are too many packages named “{0}” in {1}. Choose another folder.":
    "Trop de paquets s’appellent «\u202f{0}\u202f» dans {1}. Choisissez un autre dossier.",
  "There can be {0} presets. Remove some of those that you do not need.":
    "Il peut y avoir {0} préréglages. Supprimez-en dont vous n’avez pas besoin.",
  "There is H.264": "Il y a du H.264",
  "There is a destination called {0} already. Remove it first, or take another name.":
    "Il y a déjà une destination nommée {0}. Supprimez-la d’abord, ou prenez un autre nom.",
  "There is a finished video in {0} already. Choose another folder.":
    "Il y a déjà une vidéo terminée dans {0}. Choisissez un autre dossier.",
  "There is a preset called {0} already. Take another name.": "Il y a déjà un préréglage nommé {0}. Prenez un autre nom.",
  "There is an I-frame for every second": "Il y a une image\u00a0I par seconde",
  "There is no backend at this address.": "Il n’y a pas de backend à cette adresse.",
  "There is no bucket of this name.": "Il n’y a pas de bucket de ce nom.",
  "There is no destination called {0}. Add it first, or choose another.":
    "Il n’y a pas de destination nommée {0}. Ajoutez-la d’abord, ou choisissez-en une autre.",
  "There is no destination called {0}. See which there are, or add it.":
    "Il n’y a pas de destination nommée {0}. Voyez celles qui existent, ou ajoutez-la.",
  "There is no finished HLS package in {0}. Choose the folder that holds master.m3u8.":
    "Il n’y a pas de paquet HLS terminé dans {0}. Choisissez le dossier qui contient master.m3u8.",
  "There is no finished package in {0}. Convert the video first.":
    "Il n’y a pas de paquet terminé dans {0}. Convertissez d’abord la vidéo.",
  "There is no picture here to put a watermark over. Leave it out.":
    "Il n’y a pas ici d’image sur laquelle poser un filigrane. Retirez-le.",
  "There is no picture in this file.": "Il n’y a pas d’image dans ce fichier.",
  "There is no picture of so long a link.": "Un lien aussi long ne tient pas dans un code QR.",
  "There is no picture to show at this place of the video.": "Il n’y a pas d’image à montrer à cet endroit de la vidéo.",
  "There is no preset called {0}. Choose another one.": "Il n’y a pas de préréglage nommé {0}. Choisissez-en un autre.",
  "There is no preset of your own called {0}.": "Vous n’avez pas de préréglage nommé {0}.",
  "There is no room for it. Take something else down.": "Il n’y a pas de place pour lui. Retirez autre chose.",
  "There is no room left at the destination. Take something down there, and publish again to go on.":
    "Il n’y a plus de place à la destination. Retirez-y quelque chose, puis publiez à nouveau pour continuer.",
  "There is no sound track {0} in this file.": "Il n’y a pas de piste audio {0} dans ce fichier.",
  "There is no such file any more. Look whether it was moved or renamed.": "Ce fichier n’existe plus. Voyez s’il a été déplacé ou renommé.",
  "There is no such publish. Begin a new one.": "Cette publication n’existe pas. Commencez-en une nouvelle.",
  "There is no such publish. It is gone already.": "Cette publication n’existe pas. Elle a déjà disparu.",
  "There is no such upload. Ask anew.": "Cet envoi n’existe pas. Redemandez.",
  "There is no version {0} of {1} to take the place of.": "Il n’y a pas de version {0} de {1} à remplacer.",
  "There is no video track {0} in this file.": "Il n’y a pas de piste vidéo {0} dans ce fichier.",
  "There is not enough room for {0}: about {1} are needed and {2} are free. Make room, or choose another folder, and go on.":
    "Il n’y a pas assez de place pour {0}\u202f: il faut environ {1!}, et {2!} sont libres. Faites de la place, ou choisissez un autre dossier, et reprenez.",
  "There is nothing at this address.": "Il n’y a rien à cette adresse.",
  "There is nothing at {0}.": "Il n’y a rien à {0}.",
  "There is sound but no picture in this file, so there is no resolution to choose.":
    "Il y a du son mais pas d’image dans ce fichier, donc aucune résolution à choisir.",
  "There is standard range": "Il y a du SDR",
  "There is stereo in AAC": "Il y a de la stéréo en AAC",
  "There is {0} in {1}. Name the folder of a conversion that stopped.":
    "Dans {1}, il y a {0!}. Indiquez le dossier d’une conversion interrompue.",
  "These are values to begin with; how many bits it takes depends on what is seen or heard.":
    "Ce sont des valeurs de départ\u202f; le nombre de bits nécessaire dépend de ce qu’on voit ou entend.",
  "They tell it first": "Ils le disent d’abord",
  "This Idempotency-Key was used for another publish. Use a new one.":
    "Cette Idempotency-Key a servi à une autre publication. Prenez-en une nouvelle.",
  "This cannot be done with the video as it is now.": "C’est impossible avec la vidéo dans son état actuel.",
  "This computer has no keychain to keep the secret in. Start one, or keep the secret in a file instead.":
    "Cet ordinateur n’a pas de trousseau pour garder le secret. Lancez-en un, ou gardez plutôt le secret dans un fichier.",
  "This computer's clock": "L’horloge de cet ordinateur",
  "This ffmpeg was built without {0}, which {1} needs. Leave {1} out, or say in the settings where another ffmpeg is.":
    "Ce ffmpeg a été compilé sans {0}, qu’il faut pour {1}. Renoncez à {1}, ou dites dans les réglages où est un autre ffmpeg.",
  "This file cannot be read. Check the drive it is on, or copy it to another one.":
    "Ce fichier ne peut pas être lu. Vérifiez le disque où il est, ou copiez-le sur un autre.",
  "This file is empty. Copy it again from where it comes from.": "Ce fichier est vide. Copiez-le à nouveau depuis son origine.",
  "This file is not a video. Choose a video file.": "Ce fichier n’est pas une vidéo. Choisissez un fichier vidéo.",
  "This file may not be read. Change who may read it, or copy it to a folder of your own.":
    "La lecture de ce fichier est interdite. Changez qui peut le lire, ou copiez-le dans un dossier à vous.",
  "This file took too long to read. Check the drive it is on, or copy it to another one.":
    "Ce fichier a été trop long à lire. Vérifiez le disque où il est, ou copiez-le sur un autre.",
  "This folder is not watched any more.": "Ce dossier n’est plus surveillé.",
  "This is a folder": "C’est un dossier",
  "This is a still picture. Choose a video file.": "C’est une image fixe. Choisissez un fichier vidéo.",
  "This is no address that a token may be sent to.": "On ne peut pas envoyer de jeton à cette adresse.",
  "This is not a file": "Ce n’est pas un fichier",
  "This package breaks rules of HLS, so that players may fail at it. Look at its report, and mend it or publish it unchecked.":
    "Ce paquet enfreint des règles de HLS, et des lecteurs peuvent y échouer. Voyez son rapport, puis remettez-le en ordre ou publiez-le sans vérification.",
  "This package is being published already. Wait until that has ended, or stop it.":
    "Ce paquet est déjà en cours de publication. Attendez la fin, ou arrêtez-la.",
  "This video cannot be shown at a glance: it has no pictures, or no length.":
    "Cette vidéo ne peut pas être montrée d’un coup d’œil\u202f: elle n’a pas d’images, ou pas de durée.",
  "This video cannot be used. Put a whole copy in its place.": "Cette vidéo est inutilisable. Mettez une copie intacte à sa place.",
  "This video is damaged or cut short, and its pictures cannot be read. Copy it again from where it comes from.":
    "Cette vidéo est abîmée ou tronquée, et ses images sont illisibles. Copiez-la à nouveau depuis son origine.",
  "This video is no longer on the list.": "Cette vidéo n’est plus dans la liste.",
  "Time runs on without a break": "Le temps s’écoule sans rupture",
  "Too many calls. Wait a moment.": "Trop d’appels. Attendez un instant.",
  "Too many packages are called {0} there. Give this one a name.": "Trop de paquets s’y appellent {0}. Donnez un nom à celui-ci.",
  "Transport streams tell what they hold": "Les flux de transport disent ce qu’ils contiennent",
  "Turn conditional off in the backend's configuration, and publish a package from one place.":
    "Désactivez conditional dans la configuration du backend, et ne publiez un paquet que d’un endroit.",
  "Turn gzip off in the backend's configuration, or what compresses on the way.":
    "Désactivez gzip dans la configuration du backend, ou ce qui compresse en route.",
  "Turn it by {0}°": "La tourner de {0}°",
  "Turn it upright": "La redresser",
  "Turn off what rewrites files on the way: optimisers, minifiers, a proxy's own compression.":
    "Désactivez ce qui réécrit les fichiers en route\u202f: optimiseurs, minificateurs, compression d’un proxy.",
  "Turn sha256 and crc32c off in the backend's configuration, and test again.":
    "Désactivez sha256 et crc32c dans la configuration du backend, et testez à nouveau.",
  "Turn {0} off in the backend's configuration: this store does not verify.":
    "Désactivez {0!} dans la configuration du backend\u202f: ce stockage ne vérifie pas.",
  "Turned by {0}°, as chosen": "Tournée de {0}°, comme choisi",
  "Two bit rates at the highest resolution": "Deux débits à la plus haute résolution",
  "Update {0}.": "Mettez à jour {0!}.",
  "Variants of a range have the same colours": "Les variantes d’une même plage ont les mêmes couleurs",
  "Versions are kept by caches for long, the stable entry for seconds.":
    "Les caches gardent les versions longtemps, l’entrée stable quelques secondes.",
  "Versions are kept for a year. When something has to be gone at once, purge the CDN's cache after taking it down.":
    "Les versions sont gardées un an. Si quelque chose doit disparaître tout de suite, purgez le cache du CDN après l’avoir retiré.",
  "Wait a minute and test again; or allow the token more calls in the backend's configuration.":
    "Attendez une minute et testez à nouveau\u202f; ou permettez plus d’appels au jeton dans la configuration du backend.",
  "Watermark {0}, {1}": "Filigrane {0}, {1!}",
  "What answers at this address is no backend, or one of another version.":
    "Ce qui répond à cette adresse n’est pas un backend, ou est d’une autre version.",
  "What is missing comes without the permission: players take it for a broken network.":
    "Ce qui manque arrive sans l’autorisation\u202f: les lecteurs croient à une panne de réseau.",
  "What is published cannot be noted in {0}. Check that you may write there.":
    "Ce qui est publié ne peut pas être noté dans {0}. Vérifiez que vous pouvez y écrire.",
  "What is read is what was sent, byte for byte.": "Ce qui se lit est ce qui a été envoyé, octet pour octet.",
  "What is stored is known to be: nothing is sent twice.": "Ce qui est stocké est reconnu\u202f: rien n’est envoyé deux fois.",
  "What the source was is not in the package.": "Le paquet ne dit pas ce qu’était la source.",
  "What was made cannot be read back. Check the drive of the output folder.":
    "Ce qui a été produit ne peut pas être relu. Vérifiez le disque du dossier de sortie.",
  "What was made in {0} cannot be read. Check the drive, and that you may open it.":
    "Ce qui a été produit dans {0} ne peut pas être lu. Vérifiez le disque, et que vous pouvez l’ouvrir.",
  "What was made of this video is not there any more. Convert it again to compare.":
    "Ce qui a été produit de cette vidéo n’est plus là. Convertissez-la à nouveau pour comparer.",
  "What was published cannot be looked up. Restart HLS Studio.": "Ce qui a été publié ne peut pas être consulté. Relancez HLS Studio.",
  "What was seen in watched folders cannot be looked up. Start HLS Studio again.":
    "Ce qui a été vu dans les dossiers surveillés ne peut pas être consulté. Relancez HLS Studio.",
  "What was seen in watched folders cannot be noted in {0}. Check that you may write there.":
    "Ce qui a été vu dans les dossiers surveillés ne peut pas être noté dans {0}. Vérifiez que vous pouvez y écrire.",
  "What was seen in watched folders cannot be noted. Make room on the disk.":
    "Ce qui a été vu dans les dossiers surveillés ne peut pas être noté. Faites de la place sur le disque.",
  "What was sent cannot be noted beside the package. Check that there is room, and that you may write there.":
    "Ce qui a été envoyé ne peut pas être noté à côté du paquet. Vérifiez qu’il y a de la place, et que vous pouvez y écrire.",
  "What was sent compressed comes as such.": "Ce qui a été envoyé compressé arrive ainsi.",
  "What was sent compressed comes unpacked for who wants it so.":
    "Ce qui a été envoyé compressé arrive décompressé pour qui le veut ainsi.",
  "What was taken down is read no more.": "Ce qui a été retiré ne se lit plus.",
  "Without its sound nothing is left of this file.": "Sans son audio, il ne reste rien de ce fichier.",
  "Write WebVTT, or IMSC1 in fragmented MP4.": "Écrivez du WebVTT, ou de l’IMSC1 en MP4 fragmenté.",
  "Write X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000 as fits the media.":
    "Écrivez X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000 selon les médias.",
  "Write both tables at the head of every segment.": "Écrivez les deux tables en tête de chaque segment.",
  "Write the playlist again.": "Réécrivez la playlist.",
  "`{0}` has no #EXT-X-STREAM-INF before it": "`{0}` n’a pas de #EXT-X-STREAM-INF devant lui",
  "`{0}` has no #EXTINF with its length": "`{0}` n’a pas de #EXTINF avec sa durée",
  "`{0}` is no byte range": "`{0}` n’est pas une plage d’octets",
  "`{0}` is not an attribute": "`{0}` n’est pas un attribut",
  "a NAL unit cut short": "une unité NAL tronquée",
  "a PES packet cut short": "un paquet PES tronqué",
  "a PES packet shorter than its head": "un paquet PES plus court que son en-tête",
  "a box cut short": "une boîte tronquée",
  "a box header cut short": "un en-tête de boîte tronqué",
  "a box smaller than its header": "une boîte plus petite que son en-tête",
  "a code too long": "un code trop long",
  "a data offset out of range": "un décalage de données hors limites",
  "a finished package, and nothing left to do,": "un paquet terminé, et plus rien à faire",
  "a fragment without pictures": "un fragment sans images",
  "a fragment without tfdt": "un fragment sans tfdt",
  "a fragment without tfhd": "un fragment sans tfhd",
  "a gap": "un trou",
  "a moof box larger than any real one": "une boîte moof plus grande que toute vraie",
  "a packet cut short": "un paquet tronqué",
  "a packet marked as damaged": "un paquet marqué comme abîmé",
  "a parameter set cut short": "un jeu de paramètres tronqué",
  "a part": "une partie",
  "a part is missing": "il manque une partie",
  "a program's table cut short": "une table de programme tronquée",
  "a sample entry without its configuration": "une entrée d’échantillon sans sa configuration",
  "a sample outside of the file": "un échantillon hors du fichier",
  "a scrambled packet": "un paquet brouillé",
  "a section outside of its packet": "une section hors de son paquet",
  "a sound that can be chosen, or surround, is in the pictures' segments":
    "un son qui peut être choisi, ou multicanal, est dans les segments des images",
  "a stream without a program": "un flux sans programme",
  "a table of an impossible length": "une table d’une longueur impossible",
  "a table with a wrong checksum": "une table à la somme de contrôle fausse",
  "a timescale of zero": "une échelle de temps nulle",
  "a timestamp cut short": "un horodatage tronqué",
  "a track without hdlr": "une piste sans hdlr",
  "a track without mdhd": "une piste sans mdhd",
  "a track without mdia": "une piste sans mdia",
  "a track without minf": "une piste sans minf",
  "a track without stbl": "une piste sans stbl",
  "a track without stsd": "une piste sans stsd",
  "a track without tkhd": "une piste sans tkhd",
  "an #EXT-X-I-FRAME-STREAM-INF has no URI": "un #EXT-X-I-FRAME-STREAM-INF n’a pas d’URI",
  "an #EXT-X-KEY has an IV that is no number of 128 bits": "un #EXT-X-KEY a un IV qui n’est pas un nombre de 128 bits",
  "an #EXT-X-KEY has no URI": "un #EXT-X-KEY n’a pas d’URI",
  "an #EXT-X-MAP has no URI": "un #EXT-X-MAP n’a pas d’URI",
  "an #EXT-X-MEDIA has no {0}": "un #EXT-X-MEDIA n’a pas de {0}",
  "an #EXT-X-STREAM-INF has no URI on the next line": "un #EXT-X-STREAM-INF n’a pas d’URI à la ligne suivante",
  "an adaptation field that does not fit its packet": "un champ d’adaptation qui ne tient pas dans son paquet",
  "an init segment beside a transport stream": "un segment d’initialisation à côté d’un flux de transport",
  "an overlap": "un chevauchement",
  "an unexpected descriptor": "un descripteur inattendu",
  "an {0} has no BANDWIDTH": "un {0} n’a pas de BANDWIDTH",
  "another table than the one announced": "une autre table que celle annoncée",
  "as {0}": "comme {0}",
  "at one place": "à un endroit",
  "at {0} places, first": "à {0} endroits, d’abord",
  "cannot be read": "ne se lit pas",
  "cannot be read as a picture": "ne se lit pas comme une image",
  "every I-frame playlist is of high dynamic range": "toutes les playlists d’images\u00a0I sont à grande plage dynamique",
  "every variant in UHD takes {0} kbit/s or more": "chaque variante en UHD demande {0} kbit/s ou plus",
  "every variant in {0}": "chaque variante en {0!}",
  "every variant is of high dynamic range": "toutes les variantes sont à grande plage dynamique",
  "everything of high dynamic range has {0:n} frames a second or more":
    "tout ce qui est à grande plage dynamique a {0} images par seconde ou plus",
  "fMP4 segments without EXT-X-MAP": "des segments fMP4 sans EXT-X-MAP",
  "ffmpeg cannot decode the sound of this file ({0}). Choose another file.":
    "ffmpeg ne sait pas décoder le son de ce fichier ({0}). Choisissez un autre fichier.",
  "ffmpeg could not be started. Check that it is still installed, then try again.":
    "ffmpeg n’a pas pu démarrer. Vérifiez qu’il est toujours installé, puis réessayez.",
  "ffmpeg did not answer as it should. Try again.": "ffmpeg n’a pas répondu comme il devrait. Réessayez.",
  "ffmpeg made something else than it was asked for. Try again; if it happens again, try another version of ffmpeg.":
    "ffmpeg a fait autre chose que ce qui lui était demandé. Réessayez\u202f; si cela recommence, essayez une autre version de ffmpeg.",
  "ffmpeg said that it was done, but parts are missing. Try again.": "ffmpeg a dit avoir fini, mais il manque des parties. Réessayez.",
  "ffmpeg stood still for {0} seconds and was ended. See whether the drives are there and answer, then try again.":
    "ffmpeg est resté immobile {0} secondes et a été arrêté. Voyez si les disques sont là et répondent, puis réessayez.",
  "ffmpeg stopped with an error. Its last words are in the details.":
    "ffmpeg s’est arrêté sur une erreur. Ses derniers mots sont dans les détails.",
  "fields cut short": "des champs tronqués",
  "has {0}×{1} pixels only": "n’a que {0}×{1} pixels",
  "https is asked for, but for this machine": "https est exigé, sauf pour cet ordinateur",
  "in the middle": "au milieu",
  "in {0} {1}": "dans {0}\u202f: {1!}",
  "is a video or a sound": "est une vidéo ou un son",
  "is empty": "est vide",
  "is larger than any logo": "est plus grand que n’importe quel logo",
  "is no file": "n’est pas un fichier",
  "is not there": "n’est pas là",
  "it cannot be read": "illisible",
  "it cannot be read: {0}": "illisible\u202f: {0}",
  "it does not say how loud it is (no ludt box)": "il ne dit pas à quel volume il est (pas de boîte ludt)",
  "it does not say why.": "il ne dit pas pourquoi.",
  "it does not speak of what was asked": "il ne parle pas de ce qui était demandé",
  "it gave no answer within {0} seconds": "aucune réponse en {0} secondes",
  "it has {0:n} frames a second": "elle a {0} images par seconde",
  "it has {0} bytes, and {1} were written": "il a {0} octets, et {1} ont été écrits",
  "it has {0} discontinuities; {1} has {2}": "elle a {0} discontinuités\u202f; {1} en a {2}",
  "it has {0} segments; {1} has {2}": "elle a {0} segments\u202f; {1} en a {2}",
  "it is no address": "ce n’est pas une adresse",
  "it is not WebVTT": "ce n’est pas du WebVTT",
  "it is not a file": "ce n’est pas un fichier",
  "it is not encrypted with its key": "il n’est pas chiffré avec sa clé",
  "it is too large for an init segment": "trop gros pour un segment d’initialisation",
  "it lasts {0:n} s; the target duration is {1} s": "il dure {0} s\u202f; la durée cible est de {1} s",
  "it lasts {0:n} s; {1} lasts {2:n} s": "durée de {0} s\u202f; {1} dure {2} s",
  "its name is none": "son nom n’en est pas un",
  "its pictures are coded as fields": "ses images sont codées en trames",
  "its pictures are coded in {0}": "ses images sont codées en {0}",
  "its pictures are marked as {0}": "ses images sont marquées {0}",
  "its samples are encrypted by SAMPLE-AES-CTR": "ses échantillons sont chiffrés par SAMPLE-AES-CTR",
  "lower left": "en bas à gauche",
  "lower right": "en bas à droite",
  "may not be read": "n’est pas accessible en lecture",
  "more bytes than a PES packet says": "plus d’octets que n’en dit un paquet PES",
  "more samples than bytes": "plus d’échantillons que d’octets",
  "no #EXT-X-TARGETDURATION with a whole number of seconds": "pas de #EXT-X-TARGETDURATION avec un nombre entier de secondes",
  "no EXT-X-ENDLIST: players wait for more": "pas d’EXT-X-ENDLIST\u202f: les lecteurs attendent une suite",
  "no EXT-X-I-FRAME-STREAM-INF": "pas d’EXT-X-I-FRAME-STREAM-INF",
  "no EXT-X-I-FRAMES-ONLY": "pas d’EXT-X-I-FRAMES-ONLY",
  "no EXT-X-INDEPENDENT-SEGMENTS": "pas d’EXT-X-INDEPENDENT-SEGMENTS",
  "no EXT-X-INDEPENDENT-SEGMENTS here or in the multivariant playlist":
    "pas d’EXT-X-INDEPENDENT-SEGMENTS ici ni dans la playlist principale",
  "no EXT-X-PLAYLIST-TYPE": "pas d’EXT-X-PLAYLIST-TYPE",
  "no PES packet begins where one has to": "aucun paquet PES ne commence où il faudrait",
  "no X-TIMESTAMP-MAP": "pas de X-TIMESTAMP-MAP",
  "no address": "pas une adresse",
  "no conversion to go on with": "aucune conversion à reprendre",
  "no fragment begins there": "aucun fragment ne commence là",
  "no fragment of a known track": "aucun fragment d’une piste connue",
  "no frame of AAC begins where one has to": "aucune trame AAC ne commence où il faudrait",
  "no init segment yet": "pas encore de segment d’initialisation",
  "no init segment: {0}": "pas de segment d’initialisation\u202f: {0!}",
  "no moov box": "pas de boîte moov",
  "no packet begins where one has to": "aucun paquet ne commence où il faudrait",
  "no picture begins there": "aucune image ne commence là",
  "no sample entry": "pas d’entrée d’échantillon",
  "no samples": "pas d’échantillons",
  "no sound is stereo in AAC, which every player has": "aucun son n’est en stéréo AAC, que lisent tous les lecteurs",
  "no track of video or audio": "aucune piste vidéo ou audio",
  "not one fragment of the track": "pas un seul fragment de la piste",
  "nothing is there": "il n’y a rien là",
  "nothing of it is in H.264, which every player has": "rien n’en est en H.264, que lisent tous les lecteurs",
  "one I-frame playlist for several resolutions": "une seule playlist d’images\u00a0I pour plusieurs résolutions",
  "one sound track": "Une piste audio",
  "other sites": "tous les autres sites",
  "pictures and sound are in the same segments": "l’image et le son sont dans les mêmes segments",
  "pictures of no size": "des images sans taille",
  "pictures or sound come before the PAT and PMT": "des images ou du son viennent avant les tables PAT et PMT",
  "players begin with {0}, of {1} kbit/s": "les lecteurs commencent par {0}, de {1} kbit/s",
  "primaries {0} and matrix {1} of ITU-T H.273; in {2} they are {3} and {4}":
    "primaires {0} et matrice {1} selon ITU-T H.273\u202f; dans {2}, ce sont {3} et {4}",
  "samples outside of the fragment": "des échantillons hors du fragment",
  "segment {0} begins at {1:n} s on its timeline, that of {2} at {3:n} s":
    "le segment {0} commence à {1} s sur sa ligne de temps, celui de {2} à {3} s",
  "segments last {0:n} s": "les segments durent {0} s",
  "something follows {0} that is no comma": "{0} est suivi d’autre chose qu’une virgule",
  "sound that changes midway": "un son qui change en cours de route",
  "streams that change midway": "des flux qui changent en cours de route",
  "the address is none": "l’adresse n’en est pas une",
  "the address is not over https": "l’adresse n’est pas en https",
  "the backend": "le backend",
  "the bytes from {0}, {1} of them, are not in a file of {2}":
    "les octets à partir de {0}, au nombre de {1}, ne sont pas dans un fichier de {2}",
  "the continuity counter jumps {0} where PID {1} comes to {2}: it has {3} there":
    "le compteur de continuité saute {0!}, là où le PID {1} en vient à {2}\u202f: il y porte {3}",
  "the first line is not #EXTM3U": "la première ligne n’est pas #EXTM3U",
  "the first picture is not a key frame": "la première image n’est pas une image clé",
  "the group {0} has two members with DEFAULT=YES": "le groupe {0} a deux membres avec DEFAULT=YES",
  "the groups {0} and {1} have other names, languages or defaults in them":
    "les groupes {0} et {1} n’ont pas les mêmes noms, langues ou choix par défaut",
  "the last #EXT-X-STREAM-INF has no URI on the next line": "le dernier #EXT-X-STREAM-INF n’a pas d’URI à la ligne suivante",
  "the measured average is {0}": "la moyenne mesurée est {0}",
  "the measured peak is {0}": "le pic mesuré est {0}",
  "the peak is {0} bit/s, the average {1}": "le pic est de {0} bit/s, la moyenne de {1}",
  "the playlist type is {0}, not VOD": "le type de la playlist est {0}, pas VOD",
  "the range in {0} does not hold a key frame": "la plage dans {0} ne contient pas d’image clé",
  "the range in {0} has {1} bytes, its picture needs {2}": "la plage dans {0} a {1} octets, son image en demande {2}",
  "the range in {0}: {1}": "la plage dans {0}\u202f: {1!}",
  "the rendition {0} has no LANGUAGE": "le rendu {0} n’a pas de LANGUAGE",
  "the segment has no PAT and PMT, and no EXT-X-MAP gives any": "le segment n’a ni PAT ni PMT, et aucun EXT-X-MAP n’en donne",
  "the segment has {0} sounds": "le segment a {0} sons",
  "the segment is damaged: {0}": "le segment est abîmé\u202f: {0!}",
  "the signed address is none": "l’adresse signée n’en est pas une",
  "the signed address is not over https": "l’adresse signée n’est pas en https",
  "the smallest variant declares {0} kbit/s, over 192": "la plus petite variante déclare {0} kbit/s, plus que 192",
  "the stable entry": "l’entrée stable",
  "the store takes nothing any more": "le stockage n’accepte plus rien",
  "the target duration is {0} s": "la durée cible est de {0} s",
  "the target duration is {0} s; in {1} it is {2} s": "la durée cible est de {0} s\u202f; dans {1}, elle est de {2} s",
  "the variants in {0}, {1}, begin at {2} kbit/s": "les variantes en {0}, {1}, commencent à {2} kbit/s",
  "the version is {0}, its tags need {1}": "la version est {0}, ses balises demandent {1}",
  "there are up to {0:n} s from key frame to key frame": "il y a jusqu’à {0} s d’une image clé à l’autre",
  "there is one bit rate of {0}x{1}": "il n’y a qu’un débit de {0}x{1}",
  "there is one bit rate only": "il n’y a qu’un débit",
  "this app": "cette application",
  "this is the only playlist: one bit rate": "c’est la seule playlist\u202f: un seul débit",
  "too many fragments": "trop de fragments",
  "transport streams": "flux de transport",
  "two members of the group {0} have the same NAME": "deux membres du groupe {0} ont le même NAME",
  "upper left": "en haut à gauche",
  "upper right": "en haut à droite",
  "without a type": "sans type",
  "zeros inside of a NAL unit": "des zéros dans une unité NAL",
  "zeros inside of an OBU": "des zéros dans une OBU",
  "{0:n} % less": "{0}\u202f% de moins",
  "{0:n} % more": "{0}\u202f% de plus",
  "{0:n} bytes": "{0} octets",
  "{0} It answers {1} to {2}.": "{0!} Le stockage répond {1} à {2!}.",
  "{0} Left out, since nobody would see more: {1}.": "{0!} Laissées de côté, puisque personne n’en verrait plus\u202f: {1}.",
  "{0} answers {1} to everybody.": "{0!} répond {1} à tout le monde.",
  "{0} answers {1}.": "{0} répond {1}.",
  "{0} at byte {1}": "{0!}, à l’octet {1}",
  "{0} bits and full colour: made 8 bits 4:2:0, which every player has":
    "{0} bits et couleurs complètes\u202f: passés en 8 bits 4:2:0, que lisent tous les lecteurs",
  "{0} bits: made 8 bits, which every player has": "{0} bits\u202f: passés à 8 bits, que lisent tous les lecteurs",
  "{0} bytes are no playlist": "{0} octets ne sont pas une playlist",
  "{0} cannot be reached. Plug in its drive to have it back.": "{0} est hors d’atteinte. Branchez son disque pour le retrouver.",
  "{0} cannot be reached: {1}": "{0} est hors d’atteinte\u202f: {1!}",
  "{0} cannot be reached: {1}.": "{0!} est hors d’atteinte\u202f: {1!}.",
  "{0} cannot be read. Check that it is there and that you may open it.":
    "{0} ne peut pas être lu. Vérifiez qu’il est là et que vous pouvez l’ouvrir.",
  "{0} cannot be read. Check that you may open it, or remove it.":
    "{0} ne peut pas être lu. Vérifiez que vous pouvez l’ouvrir, ou supprimez-le.",
  "{0} cannot be read. Check that you may open it.": "{0} ne peut pas être lu. Vérifiez que vous pouvez l’ouvrir.",
  "{0} cannot be read. Check that you may open the folder.": "{0} ne peut pas être lu. Vérifiez que vous pouvez ouvrir le dossier.",
  "{0} cannot be read: {1}": "{0} ne peut pas être lu\u202f: {1!}",
  "{0} cannot be unpacked.": "{0!} ne se décompresse pas.",
  "{0} cannot be written to. Check that you may.": "Impossible d’écrire dans {0}. Vérifiez que vous le pouvez.",
  "{0} cannot be written. Choose another folder, or allow writing to it.":
    "Impossible d’écrire {0}. Choisissez un autre dossier, ou autorisez-y l’écriture.",
  "{0} channels of sound: mixed down to stereo": "{0} canaux de son\u202f: mixés en stéréo",
  "{0} comes compressed, and does not say so: no player can read it.":
    "{0!} arrive compressé sans le dire\u202f: aucun lecteur ne peut le lire.",
  "{0} comes without Cache-Control: caches guess.": "{0!} arrive sans Cache-Control\u202f: les caches devinent.",
  "{0} comes {1}, not as {2}.": "{0!} arrive {1!}, et non comme {2}.",
  "{0} days": "{0} jours",
  "{0} declares {1:n} frames a second; it has {2:n}": "{0} déclare {1} images par seconde\u202f; il en a {2}",
  "{0} declares {1}; its pictures are {2}": "{0} déclare {1}\u202f; ses images sont {2}",
  "{0} declares {1}; its segments are {2}": "{0} déclare {1}\u202f; ses segments sont {2}",
  "{0} declares {1}={2}; {3}, {4}": "{0} déclare {1}={2}\u202f; {3!}, {4!}",
  "{0} declares {1}x{2}; its pictures are {3}x{4}": "{0} déclare {1}x{2}\u202f; ses images font {3}x{4}",
  "{0} does not encode this video on this computer, or not with this ffmpeg. Choose auto or software.":
    "{0} n’encode pas cette vidéo sur cet ordinateur, ou pas avec ce ffmpeg. Choisissez auto ou software.",
  "{0} frames a second, as chosen": "{0} images par seconde, comme choisi",
  "{0} frames a second: made {1}, the most HLS has": "{0} images par seconde\u202f: passées à {1}, le maximum de HLS",
  "{0} has changed since its conversion was begun. Convert it anew.":
    "{0} a changé depuis le début de sa conversion. Convertissez à nouveau.",
  "{0} has no AVERAGE-BANDWIDTH": "{0} n’a pas d’AVERAGE-BANDWIDTH",
  "{0} has no CODECS": "{0} n’a pas de CODECS",
  "{0} has no FRAME-RATE": "{0} n’a pas de FRAME-RATE",
  "{0} has no RESOLUTION": "{0} n’a pas de RESOLUTION",
  "{0} has no SCORE, and others do": "{0} n’a pas de SCORE, et d’autres en ont",
  "{0} has no VIDEO-RANGE, and others do": "{0} n’a pas de VIDEO-RANGE, et d’autres en ont",
  "{0} has no closing quote": "{0} n’a pas de guillemet fermant",
  "{0} has no {1}": "{0} n’a pas de {1}",
  "{0} has the pictures of {1}, not of {2}": "{0} a les images de {1}, pas celles de {2}",
  "{0} has to begin with https://; plain http is for this computer alone.":
    "{0!} doit commencer par https://\u202f; http simple ne vaut que pour cet ordinateur.",
  "{0} has to end with its path, with no name, password, ? or # in it.":
    "{0!} doit finir par son chemin, sans nom, mot de passe,\u202f? ni #.",
  "{0} holds several packages. Name the main playlist master.m3u8.":
    "{0} contient plusieurs paquets. Nommez la playlist principale master.m3u8.",
  "{0} holds the package of another video now: {1}.": "{0} contient maintenant le paquet d’une autre vidéo\u202f: {1}.",
  "{0} in {1}, which players do not take": "{0} en {1!}, que les lecteurs n’acceptent pas",
  "{0} is above level {1}": "{0} dépasse le niveau {1}",
  "{0} is above level {1}, which is enough": "{0} dépasse le niveau {1}, qui suffit",
  "{0} is being worked on already. Wait until that is done.": "{0} est déjà en cours de traitement. Attendez la fin.",
  "{0} is cut short: a part of it is missing. Copy it again.": "{0} est tronqué\u202f: il en manque une partie. Copiez-le à nouveau.",
  "{0} is empty": "{0} est vide",
  "{0} is named after no video here. Name it as the video is, such as {1} for film.mp4.":
    "{0} ne porte le nom d’aucune vidéo d’ici. Nommez-le comme la vidéo, par exemple {1} pour film.mp4.",
  "{0} is no address. Give it as https://….": "{0!} n’est pas une adresse. Donnez-la sous la forme https://….",
  "{0} is no folder. Choose the folder that it lies in.": "{0} n’est pas un dossier. Choisissez le dossier qui le contient.",
  "{0} is no longer there.": "{0} n’est plus là.",
  "{0} is no playlist.": "{0} n’est pas une playlist.",
  "{0} is not a folder. Choose the folder that holds master.m3u8.":
    "{0} n’est pas un dossier. Choisissez le dossier qui contient master.m3u8.",
  "{0} is not there": "{0} n’est pas là",
  "{0} is not there any more. Plug in its drive, or put the folder back, to go on.":
    "{0} n’est plus là. Branchez son disque, ou remettez le dossier, pour continuer.",
  "{0} is not there any more. Put it back, or plug in its drive, to go on.":
    "{0} n’est plus là. Remettez-le, ou branchez son disque, pour continuer.",
  "{0} is not there. Choose a folder that is.": "{0} n’est pas là. Choisissez un dossier qui existe.",
  "{0} is not what was sent.": "{0!} n’est pas ce qui a été envoyé.",
  "{0} is of a profile below High": "{0} est d’un profil inférieur à High",
  "{0} is of a profile beyond Main10": "{0} est d’un profil au-delà de Main10",
  "{0} is of high dynamic range and neither HDR10 nor HLG": "{0} est à grande plage dynamique, mais ni HDR10 ni HLG",
  "{0} is sound alone": "{0} n’a que du son",
  "{0} is watched already.": "{0} est déjà surveillé.",
  "{0} is {1} ahead of the store's.": "{0!} avance de {1!} sur celle du stockage.",
  "{0} is {1} behind the store's.": "{0!} retarde de {1!} sur celle du stockage.",
  "{0} is {1}x{2}; the largest is {3}x{4}": "{0} fait {1}x{2}\u202f; la plus grande fait {3}x{4}",
  "{0} lasts {1:n} s, over the target duration of {2} s": "{0} dure {1} s, plus que la durée cible de {2} s",
  "{0} leads out of the package": "{0} mène hors du paquet",
  "{0} lies in {1} and is watched already. Stop watching it first.": "{0} est dans {1} et déjà surveillé. Cessez d’abord de le surveiller.",
  "{0} lies in {1}, which is watched with all that is in it.": "{0} est dans {1}, qui est surveillé avec tout ce qu’il contient.",
  "{0} lists more segments than any video has, so it was not checked.":
    "{0} liste plus de segments qu’aucune vidéo n’en a\u202f; il n’a donc pas été vérifié.",
  "{0} may be kept for {1} seconds alone: viewers load again what they had.":
    "{0!} ne peut être gardé que {1} secondes\u202f: les spectateurs rechargent ce qu’ils avaient.",
  "{0} may not be looked into. Allow reading it, or choose another folder.":
    "{0} ne se laisse pas parcourir. Autorisez la lecture, ou choisissez un autre dossier.",
  "{0} minutes": "{0} minutes",
  "{0} more of the same": "{0} autres du même genre",
  "{0} names the group {1}=\"{2}\", which is not there": "{0} nomme le groupe {1}=\"{2}\", qui n’existe pas",
  "{0} needs pictures of at least {1} pixels a side. Choose only H.264 for this video.":
    "{0} demande des images d’au moins {1} pixels de côté. Ne choisissez que H.264 pour cette vidéo.",
  "{0} of the package cannot be read, or is being changed. Publish again when it rests.":
    "{0} du paquet ne peut pas être lu, ou est en train de changer. Publiez à nouveau quand il sera au repos.",
  "{0} of {1:n} s: the fragment begins at {2:n}, the one before ends at {3:n}":
    "{0!} de {1} s\u202f: le fragment commence à {2}, celui d’avant finit à {3}",
  "{0} of {1} files are not there.": "{0} fichiers sur {1} ne sont pas là.",
  "{0} of {1} stored files are asked for again.": "{0} fichiers stockés sur {1} sont redemandés.",
  "{0} parts are signed at once. Ask for fewer.": "{0} parties se signent à la fois. Demandez-en moins.",
  "{0} promises sound and has none, nor does it name a group": "{0} promet du son et n’en a pas, et ne nomme aucun groupe",
  "{0} sound tracks": "{0} pistes audio",
  "{0} stopped encoding: what it had made is made again in software":
    "{0!} a cessé d’encoder\u202f: ce qui en venait est refait par logiciel",
  "{0} was moved or deleted. Convert again, or put the folder back.":
    "{0} a été déplacé ou supprimé. Convertissez à nouveau, ou remettez le dossier.",
  "{0} was sent compressed, and comes unpacked.": "{0!} a été envoyé compressé, et arrive décompressé.",
  "{0} was stored, and is not at its public address: {1}.": "{0!} a été stocké, mais n’est pas à son adresse publique\u202f: {1}.",
  "{0} {1}, and cannot be the watermark. Choose a picture, such as a PNG with transparent parts.":
    "{0} {1!} et ne peut pas servir de filigrane. Choisissez une image, par exemple un PNG avec des parties transparentes.",
  "{0}. Choose a video file.": "{0!}. Choisissez un fichier vidéo.",
  "{0}p cannot be made from this video of {1}×{2} pixels. Choose among {3}.":
    "{0}p est impossible avec cette vidéo de {1}×{2} pixels. Choisissez parmi {3}.",
  "{0}p fits as it is: taken over without loss, and far less to do":
    "{0}p convient déjà\u202f: reprise sans perte, avec bien moins de travail",
  "{0}p is encoded anew, as chosen": "{0}p est réencodée, comme choisi",
  "{0}p is taken over as it is, as chosen: players can jump every {1:n} s only":
    "{0}p est reprise telle quelle, comme choisi\u202f: les lecteurs ne sautent que toutes les {1} s",
  "{0}p would fit as it is, but its key frames are up to {1:n} s apart: encoded anew":
    "{0}p conviendrait déjà, mais ses images clés sont espacées de {1} s au plus\u202f: réencodée",
  "“{0}” cannot be a destination's name. Take up to {1} letters, digits, “-”, “_” and “.”, a letter or digit first.":
    "«\u202f{0}\u202f» ne peut pas nommer une destination. Prenez jusqu’à {1} lettres, chiffres, «\u202f-\u202f», «\u202f_\u202f» et «\u202f.\u202f», en commençant par une lettre ou un chiffre.",
  "“{0}” is no currency. Say it in three letters, such as EUR.":
    "«\u202f{0}\u202f» n’est pas une devise. Indiquez-la en trois lettres, par exemple EUR.",
  "“{0}” is no name of a bucket. Say what the store calls it.":
    "«\u202f{0}\u202f» n’est pas un nom de bucket. Indiquez celui que lui donne l’hébergeur.",
  "“{0}” is no region. Say the one that the store names.": "«\u202f{0}\u202f» n’est pas une région. Indiquez celle que donne l’hébergeur.",
  "{0:n} GB": "{0} Go",
  "{0:n} MB": "{0} Mo",
  "{0:n} kB": "{0} ko",

  // Updates of the app.
  "Another version was found in the meantime. Look for updates again.":
    "Une autre version a été trouvée entre-temps. Recherchez à nouveau les mises à jour.",
  "HLS Studio has not started yet. Try again.":
    "HLS Studio n’a pas fini de démarrer. Réessayez.",
  "The update could not be loaded. Try again later.":
    "La mise à jour n’a pas pu être téléchargée. Réessayez plus tard.",
  "The update could not be put in place; this version goes on. Try again, or install the new one by hand.":
    "La mise à jour n’a pas pu être mise en place\u202f; cette version continue. Réessayez, ou installez la nouvelle à la main.",
  "The update is not signed as it has to be, and was thrown away. This version goes on.":
    "La mise à jour n’est pas signée comme il se doit et a été jetée. Cette version continue.",
  "The update is too large to be right.":
    "La mise à jour est trop grande pour être correcte.",
  "The update lies at an address that is not safe.":
    "La mise à jour se trouve à une adresse qui n’est pas sûre.",
  "There is a newer version, but none for this system.":
    "Il existe une version plus récente, mais pas pour ce système.",
  "There is no room to keep the update in. Make some, and try again.":
    "Il n’y a pas de place pour la mise à jour. Libérez-en, puis réessayez.",
  "There is no update for which this can be done now.":
    "Aucune mise à jour ne le permet pour l’instant.",
  "Updates are looked for at an address with https:// alone. Correct it in the settings file.":
    "Les mises à jour ne sont recherchées qu’à une adresse en https://. Corrigez-la dans le fichier de réglages.",
  "Updates could not be reached. Look whether you are online, and try again.":
    "Les mises à jour sont injoignables. Vérifiez votre connexion, puis réessayez.",
  "What was found where updates are announced cannot be read. Try again later.":
    "Ce qui a été trouvé là où les mises à jour sont annoncées est illisible. Réessayez plus tard.",
  "What was found where updates are announced is of another product.":
    "Ce qui a été trouvé là où les mises à jour sont annoncées concerne un autre produit.",
  "What was found where updates are announced is too large to be right.":
    "Ce qui a été trouvé là où les mises à jour sont annoncées est trop grand pour être correct.",
  "Where updates are looked for leads to an address that is not safe.":
    "L’adresse où sont recherchées les mises à jour mène à une adresse qui n’est pas sûre.",
};
