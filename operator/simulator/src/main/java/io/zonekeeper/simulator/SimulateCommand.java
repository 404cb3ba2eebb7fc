package io.zonekeeper.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.zonekeeper.simulator.experiment.Experiment;
import io.zonekeeper.simulator.experiment.Replay;
import io.zonekeeper.simulator.experiment.Row;
import io.zonekeeper.simulator.experiment.Sweep;
import io.zonekeeper.simulator.experiment.Trace;
import io.zonekeeper.simulator.experiment.TradeOffPicture;
import io.zonekeeper.simulator.experiment.TradeOffPicture.Point;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.noise.Noise;
import io.zonekeeper.simulator.noise.Noises;
import io.zonekeeper.simulator.world.Preset;

import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code simulate}. It needs no cluster and changes nothing. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Runs years of made-up faults through the judge and the guards that decide in a cluster, and prints how "
                    + "soon a failing zone is found and how often a zone is cordoned that is well.",
            "It needs no cluster. The same seed gives the same result."
        },
        footer = {
            "",
            "Examples:",
            "  simulate                                   Balanced, every noise, 1000 zone-years each",
            "  simulate --preset all --noise api-pause    what pauses of the API server do to each preset",
            "  simulate --noise dark --nodes 2            how soon a dark zone of two nodes is found",
            "  simulate --sweep --svg trade-off.svg       detection time against false cordons, as a picture",
            "  simulate --trace zone-kill.csv             judges a recorded trace again",
            "  simulate --noise dark --year 17            what happens in one of the years, moment by moment",
            "  simulate --list                            the noises with their numbers",
            "",
            "Exit code: 0, or 2 for wrong usage. How to read the table: docs/simulation.md."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String DEFAULT_PRESET = "Balanced";

    /** The page's other figures are played for so many times fewer years than those of the default preset. */
    private static final int FEWER = 10;

    /** So many of the years with false cordons are printed. */
    private static final int SHOWN = 20;

    /** Nodes a zone of the page's table of small zones. */
    private static final List<Integer> SMALL = List.of(4, 2);

    @Option(names = "--years", paramLabel = "N", defaultValue = "1000", description = "zone-years for each row (1000)")
    private int years;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = DEFAULT_PRESET,
            description = "Fast, Balanced, Cautious or all (Balanced)")
    private String preset;

    @Option(names = "--noise", paramLabel = "NAME", defaultValue = ALL, description = "one of --list, or all (all)")
    private String noise;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "12", description = "nodes in each zone (12)")
    private int nodes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "where chance begins (1)")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "years simulated at the same time; changes no result (all processors)")
    private int threads;

    @Option(
            names = "--year",
            paramLabel = "N",
            description = "play one year of one noise again, and print all that happens in it")
    private Integer year;

    @Option(names = "--sweep", description = "measure the trade-off for a row of times and for the presets")
    private boolean sweep;

    @Option(names = "--svg", paramLabel = "FILE", description = "write the picture of the sweep")
    private Path svg;

    @Option(names = "--json", paramLabel = "FILE", description = "also write what is printed as JSON lines")
    private Path json;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "judge a recorded trace; its format: docs/simulation.md")
    private Path trace;

    @Option(names = "--list", description = "print the noises with their numbers")
    private boolean list;

    @Option(
            names = "--docs",
            paramLabel = "ROOT",
            hidden = true,
            description = "write the measured parts of ROOT/docs; with --noise its rows alone")
    private Path docs;

    @Spec
    private CommandSpec spec;

    private final List<Map<String, Object>> facts = new ArrayList<>();
    private PrintWriter out;

    private SimulateCommand() {}

    /** Carries the command out and returns the exit code of the process. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        try (PrintWriter output = new PrintWriter(out, true, StandardCharsets.UTF_8);
                PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8)) {
            return new CommandLine(new SimulateCommand())
                    .setOut(output)
                    .setErr(errors)
                    .setExecutionExceptionHandler((problem, command, parsed) -> {
                        command.getErr().println("simulate: " + problem.getMessage());
                        return 1;
                    })
                    .execute(args);
        }
    }

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        if (list) {
            out.print(noiseTable());
        } else if (trace != null) {
            replay();
        } else if (year != null) {
            replayYear();
        } else if (docs != null) {
            writeDocs();
        } else if (sweep || svg != null) {
            List<Point> points = Sweep.measure(experiment(nodes));
            points.forEach(this::note);
            out.print(Tables.points(points));
            if (svg != null) {
                Files.writeString(svg, TradeOffPicture.svg(points, caption(years)));
            }
        } else {
            List<Row> rows = measure(experiment(nodes), presets(), noises());
            out.print(Tables.results(rows));
            rows.stream()
                    .filter(row -> !row.yearsOfFalseCordons().isEmpty())
                    .forEach(row -> out.printf(
                            "%s, %s: false cordons in the years %s, the first 20 at most (--year shows how one came about)%n",
                            row.preset(),
                            row.noise(),
                            row.yearsOfFalseCordons().stream()
                                    .distinct()
                                    .limit(SHOWN)
                                    .toList()));
        }
        out.flush();
        writeJson();
        return CommandLine.ExitCode.OK;
    }

    private Experiment experiment(int nodesPerZone) {
        return experiment(nodesPerZone, years);
    }

    private Experiment experiment(int nodesPerZone, int zoneYears) {
        if (zoneYears < 1 || nodesPerZone < 1) {
            throw usage("--years and --nodes must be at least 1");
        }
        int pool = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return new Experiment(Layout.ofNodes(nodesPerZone), zoneYears, seed, pool);
    }

    private List<Row> measure(Experiment experiment, List<Preset> ofPresets, List<Noise> ofNoises) {
        List<Row> rows = new ArrayList<>();
        for (Preset one : ofPresets) {
            ofNoises.forEach(other -> rows.add(measure(experiment, one, other)));
        }
        return rows;
    }

    private Row measure(Experiment experiment, Preset one, Noise other) {
        long began = System.nanoTime();
        Row row = experiment.run(one, other);
        if (docs != null) {
            // It takes long: a user wants to see how far it is.
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%s %s: %d zone-years in %.1f s%n",
                            row.preset(),
                            row.noise(),
                            row.zoneYears(),
                            (System.nanoTime() - began) / 1e9);
        }
        note(row);
        return row;
    }

    private List<Preset> presets() {
        List<Preset> chosen = Preset.all().stream()
                .filter(known -> preset.equals(ALL) || known.name().equalsIgnoreCase(preset))
                .toList();
        if (chosen.isEmpty()) {
            throw usage("there is no preset \"%s\": write Fast, Balanced, Cautious or all".formatted(preset));
        }
        return chosen;
    }

    private List<Noise> noises() {
        if (noise.equals(ALL)) {
            return Noises.all();
        }
        return List.of(Noises.named(noise)
                .orElseThrow(() -> usage("there is no noise \"%s\": --list names them".formatted(noise))));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static String noiseTable() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("noise", "a year and cluster", "what happens"));
        for (Noise known : Noises.known()) {
            String perYear =
                    Double.isInfinite(known.perYear()) ? "always" : String.format(Locale.ROOT, "%.0f", known.perYear());
            lines.add(List.of(known.name(), perYear, known.description()));
        }
        return Tables.table(lines);
    }

    private void replay() throws IOException {
        for (Preset one : presets()) {
            try (Stream<String> lines = Files.lines(trace)) {
                for (Replay.Change change : Replay.of(Trace.parse(lines), one)) {
                    out.printf(
                            Locale.ROOT,
                            "%-8s %9.1f s  %s  %-9s  %s%n",
                            one.name(),
                            change.at() / 1000.0,
                            change.zone(),
                            change.verdict().word(),
                            change.evidence());
                }
            } catch (IllegalArgumentException e) {
                throw usage(trace + ": " + e.getMessage());
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private void replayYear() {
        if (noise.equals(ALL) || preset.equals(ALL)) {
            throw usage("--year is of one --noise and one --preset");
        }
        experiment(nodes)
                .replay(
                        presets().getFirst(),
                        noises().getFirst(),
                        year,
                        (at, line) -> out.printf(Locale.ROOT, "%12.1f s  %s%n", at / 1000.0, line));
    }

    /** All of the page, or with a noise its rows alone; the page is written after each row, for it takes long. */
    private void writeDocs() throws IOException {
        DocsPage page = new DocsPage(docs.resolve("docs/simulation.md")).replace("noises", noiseTable());
        boolean everything = noise.equals(ALL);
        int fewer = Math.max(1, years / FEWER);
        List<Noise> small = Stream.of("dark", "gray")
                .map(name -> Noises.named(name).orElseThrow())
                .toList();
        for (Preset one : everything ? Preset.all() : presets()) {
            int zoneYears = one.name().equals(DEFAULT_PRESET) ? years : fewer;
            for (Noise other : noises()) {
                Row row = measure(experiment(Layout.DEFAULT.nodes(), zoneYears), one, other);
                page.result("results", row, rows(List.of(Layout.DEFAULT.nodes()), Noises.all()))
                        .write();
            }
        }
        for (int few : SMALL) {
            for (Preset one : everything ? Preset.all() : presets()) {
                for (Noise other : small) {
                    if (everything || noise.equals(other.name())) {
                        Row row = measure(experiment(few, fewer), one, other);
                        page.result("small", row, rows(SMALL, small)).write();
                    }
                }
            }
        }
        if (everything) {
            List<Point> points = Sweep.measure(experiment(Layout.DEFAULT.nodes(), fewer));
            points.forEach(this::note);
            Path picture = docs.resolve("docs/pictures/trade-off.svg");
            Files.createDirectories(picture.getParent());
            Files.writeString(picture, TradeOffPicture.svg(points, caption(fewer)));
            page.replace("sweep", Tables.points(points)).write();
        }
    }

    /** The results that a table of the page has: preset, noise and nodes a zone. */
    private static List<List<String>> rows(List<Integer> nodesPerZone, List<Noise> ofNoises) {
        List<List<String>> rows = new ArrayList<>();
        for (int count : nodesPerZone) {
            for (Preset one : Preset.all()) {
                ofNoises.forEach(other -> rows.add(List.of(one.name(), other.name(), "" + count)));
            }
        }
        return rows;
    }

    private static String caption(int zoneYears) {
        return "%d zone-years a point; a blip cuts a whole zone off for 4 s on average, 100 times a year"
                .formatted(zoneYears);
    }

    private void note(Row row) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("preset", row.preset());
        fact.put("noise", row.noise());
        fact.put("nodes", row.nodes());
        fact.put("zoneYears", row.zoneYears());
        fact.put("incidents", row.incidents());
        fact.put("suspects", row.suspects());
        fact.put("falseCordons", row.falseCordons());
        fact.put("falsePerZoneYear", row.falseRate());
        fact.put("falsePerZoneYearBound95", row.falseRateBound());
        fact.put("rightCordons", row.rightCordons());
        fact.put("earlyEnds", row.earlyEnds());
        fact.put("falseStops", row.falseStops());
        fact.put("rightStops", row.rightStops());
        fact.put("missed", row.missed());
        if (!row.detections().isEmpty()) {
            fact.put("detectionP50", row.detection(0.5));
            fact.put("detectionP95", row.detection(0.95));
            fact.put("detectionMax", row.detection(1));
        }
        facts.add(fact);
    }

    private void note(Point point) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("point", point.label());
        fact.put("preset", point.named());
        fact.put("detectionP95", point.seconds());
        fact.put("falsePerZoneYear", point.falsePerZoneYear());
        facts.add(fact);
    }

    private void writeJson() throws IOException {
        if (json == null) {
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> fact : facts) {
            lines.add(mapper.writeValueAsString(fact));
        }
        Files.write(json, lines);
    }
}
