package dev.trimtab.core.observe;

import dev.trimtab.core.spec.RequestSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The part of {@link AssignmentCodec} that writes requests. */
final class RequestCodec {
    private static final int TEXT_BYTES_MAX = AssignmentCodec.TEXT_BYTES_MAX;
    private static final int LIST_MAX = AssignmentCodec.LIST_MAX;
    private static final int PORT_MAX = 65_535;

    private RequestCodec() {}

    /** @param plain in the form of before, which has one trust file and ends there */
    static void write(ByteSink sink, RequestSpec request, boolean plain) {
        sink.text(request.method());
        sink.oneOf(request.scheme());
        sink.text(request.path());
        sink.text(request.host());
        sink.varint(request.protocols().size());
        request.protocols().forEach(protocol -> sink.oneOf(protocol));
        write(sink, request.headers());
        sink.varint(request.redirectsMax());
        sink.varint(request.bodyBytesMax());
        if (plain) {
            sink.text(request.trust().isEmpty() ? "" : request.trust().getFirst());
            return;
        }
        write(sink, request.trust());
        write(sink, request.secretHeaders());
        sink.varint(request.port());
        write(sink, request.servers());
    }

    static RequestSpec read(ByteSource source, boolean plain) throws ByteSource.Malformed {
        String method = source.text(TEXT_BYTES_MAX, "method");
        RequestSpec.Scheme scheme = source.oneOf(RequestSpec.Scheme.values(), "scheme");
        String path = source.text(TEXT_BYTES_MAX, "path");
        String host = source.text(TEXT_BYTES_MAX, "host header");
        List<RequestSpec.Protocol> protocols = new ArrayList<>();
        int protocolCount = source.count(LIST_MAX, "protocols");
        for (int i = 0; i < protocolCount; i++) {
            protocols.add(source.oneOf(RequestSpec.Protocol.values(), "protocol"));
        }
        SortedMap<String, String> headers = map(source, "header");
        int redirectsMax = source.upTo(Integer.MAX_VALUE, "redirects");
        int bodyBytesMax = source.upTo(Integer.MAX_VALUE, "body bytes");
        if (plain) {
            String file = source.text(TEXT_BYTES_MAX, "trust file");
            return new RequestSpec(method, scheme, path, host, protocols, headers, redirectsMax, bodyBytesMax, file);
        }
        return new RequestSpec(
                method,
                scheme,
                path,
                host,
                protocols,
                headers,
                redirectsMax,
                bodyBytesMax,
                list(source, "trust profile"),
                map(source, "secret header"),
                source.upTo(PORT_MAX, "port"),
                list(source, "DNS server"));
    }

    private static void write(ByteSink sink, List<String> list) {
        sink.varint(list.size());
        list.forEach(sink::text);
    }

    private static void write(ByteSink sink, SortedMap<String, String> map) {
        sink.varint(map.size());
        map.forEach((name, value) -> {
            sink.text(name);
            sink.text(value);
        });
    }

    private static List<String> list(ByteSource source, String what) throws ByteSource.Malformed {
        List<String> list = new ArrayList<>();
        int count = source.count(LIST_MAX, what);
        for (int i = 0; i < count; i++) {
            list.add(source.text(TEXT_BYTES_MAX, what));
        }
        return list;
    }

    private static SortedMap<String, String> map(ByteSource source, String what) throws ByteSource.Malformed {
        SortedMap<String, String> map = new TreeMap<>();
        int count = source.count(LIST_MAX, what);
        for (int i = 0; i < count; i++) {
            map.put(source.text(TEXT_BYTES_MAX, what), source.text(TEXT_BYTES_MAX, what + "'s value"));
        }
        return map;
    }
}
