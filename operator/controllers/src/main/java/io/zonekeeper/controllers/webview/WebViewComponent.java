package io.zonekeeper.controllers.webview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.controllers.zones.ApiZoneStore;
import io.zonekeeper.kube.config.OperatorConfig.Web;
import io.zonekeeper.kube.config.OperatorConfig.Web.Authentication;
import io.zonekeeper.web.WebView;
import io.zonekeeper.web.http.Access;
import io.zonekeeper.web.http.ApiTokenReviewer;
import io.zonekeeper.web.http.PortForwardAccess;
import io.zonekeeper.web.http.TokenAccess;
import io.zonekeeper.web.view.Sources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web view of this operator, where it is enabled.
 *
 * <p>It reads what the controllers cache, and watches nothing of its own. Every instance serves it; one that does not
 * lead has no ZoneFailovers, proxies and databases, because only the leader watches those, and names the leader.
 */
public final class WebViewComponent implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(WebViewComponent.class);

    private final Environment environment;
    private final ClusterState state;
    private final ApiZoneStore zones;
    private final Leadership leadership;
    private Optional<WebView> running = Optional.empty();

    /** Creates it with nothing started. */
    public WebViewComponent(Environment environment, ClusterState state, ApiZoneStore zones, Leadership leadership) {
        this.environment = environment;
        this.state = state;
        this.zones = zones;
        this.leadership = leadership;
    }

    @Override
    public void start() {
        Web web = environment.config().web();
        if (!web.enabled()) {
            return;
        }
        try {
            WebView view = new WebView(
                    address(web), access(web.authentication()), sources(), this::replica, environment.clock());
            running = Optional.of(view);
            LOG.atInfo()
                    .addKeyValue("port", view.port())
                    .addKeyValue("authentication", web.authentication())
                    .log("the web view is served");
        } catch (IOException e) {
            throw new UncheckedIOException("web.port %d cannot be bound".formatted(web.port()), e);
        }
    }

    @Override
    public void close() {
        running.ifPresent(WebView::close);
    }

    private InetSocketAddress address(Web web) {
        return web.authentication() == Authentication.PORT_FORWARD
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), web.port())
                : new InetSocketAddress(environment.config().listen().address(), web.port());
    }

    private Access access(Authentication authentication) {
        return switch (authentication) {
            case PORT_FORWARD -> new PortForwardAccess();
            case TOKEN ->
                new TokenAccess(new ApiTokenReviewer(environment.client(), environment.namespaces()), System::nanoTime);
        };
    }

    private Sources sources() {
        return new Sources(
                () -> zones.list().stream(),
                () -> Stream.<Primaries<? extends HasMetadata>>of(
                                state.services(),
                                state.servicesOfOthers(),
                                state.failovers(),
                                state.proxies(),
                                state.mongoClusters(),
                                state.databases())
                        .flatMap(kind -> kind.list(object -> true))
                        .map(Function.identity()));
    }

    private Optional<WebView.Replica> replica() {
        return zones.synced() && state.services().keys().isPresent()
                ? Optional.of(new WebView.Replica(
                        leadership.identity(),
                        leadership.leading(),
                        leadership.leader().orElse(null),
                        Objects.requireNonNullElse(
                                WebView.class.getPackage().getImplementationVersion(), "development")))
                : Optional.empty();
    }
}
