using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>Puts the server together.</summary>
public static class ServerHost
{
    public const string DefaultAddress = "http://localhost:5100";

    private static readonly Dictionary<string, string> Switches = new() { ["--data"] = "Server:Data" };

    // What stands in no appsettings.json, the environment or the command line.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // What fails is answered or thrown, and told there once.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "None",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
    };

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Configuration.AddCommandLine(args, Switches);
        if (builder.Configuration["urls"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        // Standard output belongs to results, as everywhere in this product.
        builder.Logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        AddServer(builder.Services);
        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void AddServer(IServiceCollection services)
    {
        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        services.AddSingleton(TimeProvider.System);
        services.AddSystemd();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServerOptions>>((kestrel, server) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = server.Value.MaxRequestBytes;
        });
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>((host, server) => host.ShutdownTimeout = server.Value.ShutdownTimeout);
        services.ConfigureHttpJsonOptions(json =>
        {
            // A misspelt member would silently be lost.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter<PriceUnit>());
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, FleetJson.Default);
        });

        services.AddServerDatabase();
        services.AddScoped<AuditLog>();
        services.AddScoped<Catalogue>();
        services.AddScoped<CatalogueImport>();
        services.AddAccess();
        services.AddRequestLimits();
        services.AddProblems();
        services.AddServerHealth();
        services.AddHostedService<AddressWatch>();
        // What works in the background starts when nothing can refuse the start any more.
        services.AddEnrolment();
        services.AddReleases();
        services.AddFleet();
        services.AddHostedService<HourlyPurge>();
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer<OpenApiSecurity>());
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseProblems();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<ChangeTransaction>();
        app.MapServerHealth();
        app.MapOpenApi().AllowAnonymous();
        app.MapUpdates();
        var api = app.MapGroup("/api");
        api.MapProducts();
        api.MapCsv();
        api.MapEnrolment();
        api.MapStores();
        api.MapReleases();
        api.MapFleet();
        api.MapAudit();
    }
}
