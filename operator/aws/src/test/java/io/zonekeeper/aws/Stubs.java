package io.zonekeeper.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

/** AWS as WireMock plays it, with answers in the shapes that AWS' own have. */
final class Stubs implements AutoCloseable {
    final WireMockServer server = new WireMockServer(options().dynamicPort());

    Stubs() {
        server.start();
    }

    AwsRegion region(CallListener listener) {
        var access = new AwsAccess(Optional.of(URI.create(server.baseUrl())), Map.of());
        return new AwsRegion(
                "us-east-1",
                new SdkClients(
                        "us-east-1", access, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))),
                listener);
    }

    /** Answers an operation of EC2, RDS, ELBv2 or CloudWatch. */
    void query(String operation, ResponseDefinitionBuilder answer) {
        server.stubFor(post(anyUrl())
                .withRequestBody(containing("Action=" + operation + "&"))
                .willReturn(answer));
    }

    /** Answers an operation of Health. */
    void health(String operation, ResponseDefinitionBuilder answer) {
        server.stubFor(post(anyUrl())
                .withHeader("X-Amz-Target", equalTo("AWSHealth_20160804." + operation))
                .willReturn(answer));
    }

    /** Answers everything. */
    void all(ResponseDefinitionBuilder answer) {
        server.stubFor(any(anyUrl()).willReturn(answer));
    }

    static RequestPatternBuilder asked(String operation) {
        return postRequestedFor(anyUrl()).withRequestBody(containing("Action=" + operation + "&"));
    }

    static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body.replace('\'', '"'));
    }

    static ResponseDefinitionBuilder xml(String operation, String body) {
        return aResponse()
                .withHeader("Content-Type", "text/xml")
                .withBody("<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(operation, body));
    }

    static ResponseDefinitionBuilder jsonError(int status, String code, String more) {
        return aResponse()
                .withStatus(status)
                .withHeader("x-amzn-ErrorType", code)
                .withBody("{\"__type\":\"%s\",\"message\":\"as told\"%s}".formatted(code, more.replace('\'', '"')));
    }

    static ResponseDefinitionBuilder xmlError(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withBody("<ErrorResponse><Error><Code>%s</Code><Message>as told</Message></Error></ErrorResponse>"
                        .formatted(code));
    }

    static ResponseDefinitionBuilder ec2Error(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withBody(
                        "<Response><Errors><Error><Code>%s</Code><Message>as told</Message></Error></Errors></Response>"
                                .formatted(code));
    }

    @Override
    public void close() {
        server.stop();
    }
}
