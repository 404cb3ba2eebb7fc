package io.zonekeeper.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the page, from the jar: nothing is loaded from elsewhere. */
final class Page {
    private static final List<String> FILES = List.of(
            "index.html",
            "page.css",
            "main.js",
            "dom.js",
            "store.js",
            "stream.js",
            "matrix.js",
            "cells.js",
            "panel.js",
            "press.js",
            "details.js",
            "timeline.js",
            "filters.js",
            "forecast.js",
            "theme.js",
            "theme-early.js",
            "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    /**
     * A file.
     *
     * @param type its media type
     * @param body its content
     */
    record Asset(String type, Body body) {}

    /** Reads the files. */
    Page() {
        FILES.forEach(file -> assets.put("/" + file, read(file)));
        assets.put("/", assets.get("/index.html"));
    }

    Optional<Asset> get(String path) {
        return Optional.ofNullable(assets.get(path));
    }

    private static Asset read(String file) {
        try (InputStream in = Page.class.getResourceAsStream("/io/zonekeeper/web/page/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar is incomplete: " + file + " is missing");
            }
            return new Asset(
                    TYPES.get(file.substring(file.lastIndexOf('.') + 1)),
                    Body.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
