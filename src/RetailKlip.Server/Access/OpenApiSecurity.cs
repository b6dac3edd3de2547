using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RetailKlip.Server;

/// <summary>Says in the OpenAPI document what the server is and how to be let in.</summary>
internal sealed class OpenApiSecurity : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RetailKlip server",
            Version = "v1",
            Description = "Changes take an optional Idempotency-Key. Faults are problem details (RFC 9457).",
        };
        document.AddComponent(AdministratorTokenHandler.SchemeName, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(AdministratorTokenHandler.SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }
}
