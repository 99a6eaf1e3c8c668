package dev.weir.gateway.intake.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

import dev.weir.core.json.JsonLimits;
import dev.weir.core.json.JsonObject;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Our reader of protobuf, held against the official classes. */
class ProtobufReaderTest {

    private static JsonObject read(byte[] bytes) throws MalformedRequest {
        return OtlpFormat.PROTOBUF.read(bytes);
    }

    @Test
    void whateverTheOfficialClassesWriteIsReadAsTheSame() throws Exception {
        for (int seed = 0; seed < 400; seed++) {
            ExportTraceServiceRequest request = new Messages(new SplittableRandom(seed)).request();
            assertThat(Messages.sorted(read(request.toByteArray())))
                    .as("seed %s", seed)
                    .isEqualTo(Messages.sorted(Messages.json(request)));
        }
    }

    /** Bytes changed, cut off, put twice: what we take the official classes take, as the same. */
    @Test
    void whatIsTakenOfBrokenBytesIsWhatTheOfficialClassesTake() throws Exception {
        int taken = 0;
        int refused = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new Messages(random).request().toByteArray();
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (agrees(bytes)) {
                taken++;
            } else {
                refused++;
            }
        }
        assertThat(taken).isGreaterThan(300);
        assertThat(refused).isGreaterThan(300);
    }

    @FuzzTest
    void anyBytesAreRefusedOrReadLikeTheOfficialClassesDo(byte[] bytes) throws Exception {
        agrees(bytes);
    }

    private static boolean agrees(byte[] bytes) throws InvalidProtocolBufferException {
        JsonObject ours;
        try {
            ours = read(bytes);
        } catch (MalformedRequest e) {
            return false;
        }
        ExportTraceServiceRequest official = ExportTraceServiceRequest.parseFrom(bytes);
        assertThat(Messages.sorted(ours)).isEqualTo(Messages.sorted(Messages.json(official)));
        return true;
    }

    @Test
    void piecesOfOneMessageArePutTogether() throws Exception {
        byte[] one =
                ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .setResource(
                                                Resource.newBuilder()
                                                        .addAttributes(
                                                                KeyValue.newBuilder().setKey("a"))))
                        .build()
                        .getResourceSpans(0)
                        .toByteArray();
        byte[] twice = new byte[one.length * 2];
        System.arraycopy(one, 0, twice, 0, one.length);
        System.arraycopy(one, 0, twice, one.length, one.length);
        ExportTraceServiceRequest request =
                ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(ResourceSpans.parseFrom(twice))
                        .build();
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        raw.write(10);
        raw.write(twice.length);
        raw.writeBytes(twice);
        JsonObject read = read(raw.toByteArray());
        assertThat(Messages.sorted(read)).isEqualTo(Messages.sorted(Messages.json(request)));
        assertThat(read.array("resourceSpans").get(0).object("resource").array("attributes").size())
                .isEqualTo(2);
    }

    @Test
    void fieldsThatAreNotInTheTableAreKeptAsTheyWere() throws Exception {
        UnknownFieldSet unknown =
                UnknownFieldSet.newBuilder()
                        .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                        .build();
        Span span = Span.newBuilder().setName("n").setUnknownFields(unknown).build();
        ExportTraceServiceRequest request =
                ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                        .build();
        String kept =
                Batch.documents(read(request.toByteArray()))
                        .getFirst()
                        .array("resourceSpans")
                        .get(0)
                        .array("scopeSpans")
                        .get(0)
                        .array("spans")
                        .get(0)
                        .textOrEmpty(ProtobufReader.UNKNOWN);
        assertThat(Base64.getDecoder().decode(kept)).isEqualTo(unknown.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a", // a length is missing
                "0a05", // and the bytes
                "0affffffff0f", // a length of four billion
                "0affffffffffffffffff01", // or below zero
                "08", // a number is cut off
                "08ffffffffffffffffffff01", // or too long
                "00", // field number 0
                "0b0c", // a group
                "0f", // wire type 7
                "f8ffffffffffffffff01", // a field number beyond all
                "09000000", // eight bytes, of which four are missing
            })
    void whatIsNoProtobufIsRefused(String hex) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("no protobuf of OTLP at byte");
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() {
        byte[] resource = {10, 4, 26, 2, (byte) 0xC3, 0x28};
        assertThatThrownBy(() -> read(resource)).hasMessageContaining("not UTF-8");
    }

    @Test
    void depthAndNumberOfValuesAreBounded() throws Exception {
        AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 0; i < 60; i++) {
            value =
                    AnyValue.newBuilder()
                            .setArrayValue(
                                    io.opentelemetry.proto.common.v1.ArrayValue.newBuilder()
                                            .addValues(value))
                            .build();
        }
        byte[] deep =
                ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .setResource(
                                                Resource.newBuilder()
                                                        .addAttributes(
                                                                KeyValue.newBuilder()
                                                                        .setValue(value))))
                        .build()
                        .toByteArray();
        assertThatThrownBy(
                        () ->
                                ProtobufReader.read(
                                        deep, Shape.REQUEST, new JsonLimits(1 << 20, 50, 999)))
                .isInstanceOfSatisfying(
                        MalformedRequest.class, e -> assertThat(e.tooLarge()).isTrue());
        byte[] many = new byte[4_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = 10;
        }
        assertThatThrownBy(
                        () ->
                                ProtobufReader.read(
                                        many, Shape.REQUEST, new JsonLimits(1 << 20, 50, 999)))
                .isInstanceOfSatisfying(
                        MalformedRequest.class, e -> assertThat(e.tooLarge()).isTrue());
        assertThat(read(many).array("resourceSpans").size()).isEqualTo(2_000);
    }

    @Test
    void answersAreWhatTheOfficialClassesRead() throws Exception {
        ExportTraceServiceResponse partial =
                ExportTraceServiceResponse.parseFrom(OtlpFormat.PROTOBUF.answer(300, "wörd"));
        assertThat(partial.getPartialSuccess().getRejectedSpans()).isEqualTo(300);
        assertThat(partial.getPartialSuccess().getErrorMessage()).isEqualTo("wörd");
        assertThat(ExportTraceServiceResponse.parseFrom(OtlpFormat.PROTOBUF.answer(0, "")))
                .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
        assertThat(text(OtlpFormat.JSON.answer(0, ""))).isEqualTo("{}");
        assertThat(text(OtlpFormat.JSON.answer(2, "w")))
                .isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"w\"}}");
        UnknownFieldSet status =
                UnknownFieldSet.parseFrom(OtlpFormat.PROTOBUF.status(OtlpFormat.INVALID, "why"));
        assertThat(status.getField(1).getVarintList()).containsExactly(3L);
        assertThat(status.getField(2).getLengthDelimitedList().getFirst().toStringUtf8())
                .isEqualTo("why");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
