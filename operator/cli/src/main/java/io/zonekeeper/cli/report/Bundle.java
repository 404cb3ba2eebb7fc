package io.zonekeeper.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.zonekeeper.cli.terminal.Problem;

/** The files of a report in a zip archive, each written as it is read; what cannot be read is named in the index. */
final class Bundle implements AutoCloseable {
    /** The folder of all files. */
    static final String FOLDER = "zonekeeper-report/";

    private final ZipOutputStream zip;
    private final FileTime time;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * A part of the report.
     *
     * @param file its file, relative to the folder
     * @param contents what it has
     * @param missing why it is missing or incomplete; empty where it is whole
     * @param written whether the file exists
     */
    record Part(String file, String contents, String missing, boolean written) {}

    /** Writes a part. */
    interface Source {
        void write(Writer out) throws IOException;
    }

    /**
     * Begins an archive.
     *
     * @param time the time that all of its files have
     */
    Bundle(OutputStream out, Instant time) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.time = FileTime.from(time);
    }

    /** Adds a part, as far as it can be read. */
    void add(String file, String contents, Source source) {
        Entry entry = new Entry(file);
        String missing = "";
        try {
            source.write(entry);
        } catch (Problem problem) {
            missing = problem.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        parts.add(new Part(file, contents, missing, entry.written));
    }

    /** Returns the parts so far. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Returns those that are missing or incomplete. */
    Stream<Part> incomplete() {
        return parts.stream().filter(part -> !part.missing().isEmpty());
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** A file that exists from the first character on. */
    private final class Entry extends Writer {
        private final String file;
        private Writer out;
        private boolean written;

        Entry(String file) {
            this.file = file;
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            if (out == null) {
                if (!names.add(file)) {
                    throw new IllegalStateException(file + " exists twice");
                }
                ZipEntry entry = new ZipEntry(FOLDER + file);
                entry.setLastModifiedTime(time);
                zip.putNextEntry(entry);
                out = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
                written = true;
            }
            out.write(characters, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (out != null) {
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
            if (out != null) {
                zip.closeEntry();
            }
        }
    }
}
