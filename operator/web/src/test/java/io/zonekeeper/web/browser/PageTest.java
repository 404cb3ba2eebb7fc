package io.zonekeeper.web.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

import io.zonekeeper.web.WebView;
import io.zonekeeper.web.simulated.SimulatedClock;
import io.zonekeeper.web.simulated.SimulatedCluster;
import io.zonekeeper.web.simulated.SimulatedServer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The page as its users have it, in the Chromium of this machine; where there is none, one line reports it. */
class PageTest {
    /** Other builds may run on the same machine. */
    private static final int PATIENCE_MILLIS = 30_000;

    private static Optional<Chromium> chromium = Optional.empty();

    private final SimulatedClock clock = new SimulatedClock(SimulatedCluster.morning());
    private SimulatedCluster cluster;
    private WebView view;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        if (chromium.isEmpty()) {
            System.out.println("The tests of the web view's page are skipped: install chromium");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Assumptions.assumeTrue(chromium.isPresent(), "chromium is not installed");
    }

    @AfterAll
    static void stop() {
        chromium.ifPresent(Chromium::close);
    }

    @BeforeEach
    void open() throws IOException {
        open(40);
    }

    private void open(int services) throws IOException {
        close();
        cluster = new SimulatedCluster(services, clock);
        view = SimulatedServer.start(cluster, clock, 0);
        context =
                chromium.orElseThrow().browser().newContext(new Browser.NewContextOptions().setViewportSize(1480, 900));
        page = context.newPage();
        page.navigate("http://127.0.0.1:" + view.port() + "/");
        assertThat(page.locator("tbody tr[data-id]").first()).isVisible();
        assertThat(page.locator("#connection")).hasText("Live");
    }

    @AfterEach
    void close() {
        if (view != null) {
            context.close();
            view.close();
        }
    }

    private Locator row(String name) {
        return page.locator("tr[data-id='ZonedService/" + name + "']");
    }

    private String focused() {
        return (String) page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
    }

    @Test
    void showsChangesWithoutAReload() {
        assertThat(page.locator("#summary")).containsText("all Healthy");
        cluster.lost(1);
        assertThat(page.locator("th[data-zone='us-east-1b']")).containsText("Unhealthy");
        assertThat(page.locator("th[data-zone='us-east-1b']")).containsText("Cordoned: Automatic");
        cluster.evacuate(1, 0, 5);
        assertThat(row("shop/cart").locator("td.cell").nth(1)).containsText("Replacing");
        assertThat(page.locator("#announce"))
                .containsText("Traffic is being removed from us-east-1b: 5 of 40 services");
        assertThat(page.locator("#events li").first()).containsText("Traffic is being removed");
    }

    @Test
    void aClickOpensTheEvidenceAndEscapeClosesIt() {
        cluster.lost(1);
        page.locator("th[data-zone='us-east-1b']").click();
        assertThat(page.locator("#panel-title")).hasText("us-east-1b");
        assertThat(page.locator("#panel")).containsText("12 of 12 renewals of node leases due are missing");
        assertThat(page.locator("#panel")).containsText("kubelets");
        page.keyboard().press("Escape");
        assertThat(page.locator("#panel")).isHidden();
        assertThat(focused()).startsWith("Zone us-east-1b: Unhealthy");
    }

    @Test
    void showsARefusalWithItsReason() {
        cluster.refused(0, 1);
        // What is refused moves to the top; a row that is clicked before is scrolled to where it was.
        assertThat(page.locator("tbody tr[data-id]").first()).containsText("cart");
        row("shop/cart").locator("td.status").click();
        assertThat(page.locator("#panel")).containsText("minimumReady is 4");
    }

    @Test
    void theKeyboardReachesEverything() {
        page.locator("#matrix [tabindex='0']").focus();
        assertThat(focused()).isEqualTo("Service");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(focused()).startsWith("Zone us-east-1b: Healthy");
        assertThat(page.locator("#forecast")).containsText("If us-east-1b were lost now, 40 of 40 services");
        page.keyboard().press("ArrowDown");
        assertThat(focused()).startsWith("us-east-1b: ");
        page.keyboard().press("Enter");
        assertThat(page.locator("#panel")).containsText("In us-east-1b");
        assertThat(focused()).as("the title of the panel").contains("/");
        page.keyboard().press("Escape");
        assertThat(focused()).startsWith("us-east-1b: ");
        page.keyboard().press("Control+End");
        assertThat(focused()).isEqualTo("Ready");
        assertThat(page.locator("tr[data-row='40']")).isVisible();
        page.keyboard().press("/");
        page.keyboard().type("cart");
        assertThat(page.locator("tbody tr[data-id]")).hasCount(3);
        assertThat(page.locator("#matrix [tabindex='0']")).hasCount(1);
    }

    @Test
    void theFocusStaysOnItsServiceWhenTheOrderChanges() {
        row("shop/stock").or(row("shop/cart")).first().locator("th").click();
        page.keyboard().press("Escape");
        String before = focused();
        cluster.evacuate(1, 20, 40);
        assertThat(page.locator("#summary")).containsText("20 evacuated");
        assertThat(focused()).isEqualTo(before);
    }

    @Test
    void replaysWhatHappened() {
        cluster.lost(1);
        assertThat(page.locator("#events li")).hasCount(2);
        clock.advance(Duration.ofMinutes(3));
        cluster.recovered(1);
        assertThat(page.locator("#summary")).containsText("all Healthy");
        assertThat(page.locator("#events li")).hasCount(4);

        page.locator("#events button").last().click();
        assertThat(page.locator("#banner")).containsText("Replay");
        assertThat(page.locator("th[data-zone='us-east-1b']")).containsText("Unhealthy");
        page.locator("#replay-live").click();
        assertThat(page.locator("#banner")).isHidden();
        assertThat(page.locator("th[data-zone='us-east-1b']")).containsText("Healthy");
    }

    @Test
    void followsAgainAfterTheServerWasGone() throws IOException {
        int port = view.port();
        view.close();
        assertThat(page.locator("#connection")).hasText(Pattern.compile("Reconnecting|Connecting"));
        cluster.lost(2);
        view = SimulatedServer.start(cluster, clock, port);
        assertThat(page.locator("th[data-zone='us-east-1c']")).containsText("Unhealthy");
        assertThat(page.locator("#connection")).hasText("Live");
    }

    @Test
    void followsTheColoursOfTheSystemAndTheSwitch() {
        String light = background();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        String dark = background();
        assertThat(dark).isNotEqualTo(light);
        page.locator("#theme").click();
        assertThat(page.locator("#theme")).hasText("Light");
        assertThat(background()).isEqualTo(light);
        page.reload();
        assertThat(background()).as("remembered").isEqualTo(light);
    }

    private String background() {
        return (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void scrollsThroughAThousandServicesWithFewRowsInTheDocument() throws IOException {
        open(1_000);
        assertThat(page.locator("#matrix")).hasAttribute("aria-rowcount", "1001");
        Object rows = page.evaluate("""
                async () => {
                  const scroller = document.getElementById('scroller');
                  let most = 0;
                  for (let top = 0; top < scroller.scrollHeight; top += 700) {
                    scroller.scrollTop = top;
                    await new Promise(requestAnimationFrame);
                    await new Promise(requestAnimationFrame);
                    most = Math.max(most, document.querySelectorAll('tbody tr[data-id]').length);
                  }
                  return most;
                }""");
        assertThat(((Number) rows).intValue()).as("rows in the document").isLessThan(80);
        assertThat(page.locator("tr[data-row='1000']")).isVisible();
    }

    /** Between the two, what was pressed must not be replaced. */
    @Test
    void aChangeBetweenPressAndReleaseLosesNoClick() {
        BoundingBox heading = page.locator("th[data-zone='us-east-1b']").boundingBox();
        page.mouse().move(heading.x + heading.width / 2, heading.y + heading.height / 2);
        page.mouse().down();
        cluster.lost(1);
        cluster.evacuate(1, 0, 5);
        assertThat(page.locator("#announce")).containsText("Traffic is being removed");
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        page.mouse().up();
        assertThat(page.locator("#panel")).isVisible();
        assertThat(page.locator("#panel")).containsText("us-east-1b");
        assertThat(page.locator("th[data-zone='us-east-1b']")).containsText("Unhealthy");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void isAccessible(ColorScheme scheme) throws IOException {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        cluster.suspect(2);
        cluster.lost(1);
        cluster.evacuate(1, 1, 12);
        cluster.replaced(1, 6, 12);
        cluster.refused(0, 1);
        assertThat(page.locator("#summary")).containsText("1 problem");
        page.locator("th[data-zone='us-east-1b']").click();
        assertThat(page.locator("#panel")).isVisible();

        assertThat(violations()).isEmpty();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PageTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("unchecked")
    private List<String> violations() throws IOException {
        Properties axe = new Properties();
        axe.load(new StringReader(resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")));
        page.evaluate(
                resource("/META-INF/resources/webjars/axe-core/%s/axe.min.js".formatted(axe.getProperty("version"))));
        var results = (Map<String, Object>) page.evaluate("() => axe.run(document)");
        return ((List<Map<String, Object>>) results.get("violations"))
                .stream()
                        .map(violation -> "%s: %s %s"
                                .formatted(
                                        violation.get("id"),
                                        violation.get("help"),
                                        ((List<Map<String, Object>>) violation.get("nodes"))
                                                .stream()
                                                        .limit(4)
                                                        .map(node ->
                                                                node.get("html") + " " + node.get("failureSummary"))
                                                        .toList()))
                        .toList();
    }
}
