using Microsoft.AspNetCore.Http.Metadata;

namespace RetailKlip.Server;

/// <summary>The largest body, in bytes, of an endpoint that takes more or less than the others.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
