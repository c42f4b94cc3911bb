package kombo

import (
	"net/http"
	"path"
	"strings"
)

// contentTypeOf returns the media type of a file. It uses the first bytes, then the extension of the
// name. It returns "" if neither determines the type.
func contentTypeOf(name string, data []byte) string {
	switch t := http.DetectContentType(data); t {
	case "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
		return t
	}
	// The name may be a path with either separator.
	base := name[strings.LastIndexAny(name, `/\`)+1:]
	return mediaTypes[strings.ToLower(strings.TrimPrefix(path.Ext(strings.TrimRight(base, " .")), "."))]
}

// mediaTypes are the media types of common documents by extension. SVG and EPUB are missing, since
// Kombo accepts no type with a plus sign.
// Source: IANA's registry of media types; for Apple's iWork, the types that Apple's systems use.
var mediaTypes = map[string]string{
	"pdf": "application/pdf",
	"txt": "text/plain", "text": "text/plain", "log": "text/plain",
	"md": "text/markdown", "markdown": "text/markdown",
	"csv": "text/csv", "tsv": "text/tab-separated-values",
	"htm": "text/html", "html": "text/html",
	"rtf": "application/rtf",
	"xml": "application/xml", "json": "application/json",
	"tex": "application/x-tex",

	"doc": "application/msword", "dot": "application/msword",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
	"docm": "application/vnd.ms-word.document.macroenabled.12",
	"xls":  "application/vnd.ms-excel",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
	"ppt":  "application/vnd.ms-powerpoint",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
	"msg":  "application/vnd.ms-outlook", "eml": "message/rfc822",

	"odt": "application/vnd.oasis.opendocument.text",
	"ott": "application/vnd.oasis.opendocument.text-template",
	"ods": "application/vnd.oasis.opendocument.spreadsheet",
	"odp": "application/vnd.oasis.opendocument.presentation",

	"pages":   "application/vnd.apple.pages",
	"numbers": "application/vnd.apple.numbers",
	"key":     "application/vnd.apple.keynote",

	"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg",
	"gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
	"tif": "image/tiff", "tiff": "image/tiff",
	"heic": "image/heic", "heif": "image/heif", "avif": "image/avif",

	"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/vnd.wave", "ogg": "audio/ogg",

	"zip": "application/zip", "ics": "text/calendar", "vcf": "text/vcard",
}
