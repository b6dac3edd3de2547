using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Puts the kiosk together.</summary>
public static class KioskHost
{
    public const string DefaultAddress = "http://localhost:5080";

    private static readonly Dictionary<string, string> Switches = new() { ["--camera"] = "Kiosk:Camera", ["--data"] = "Kiosk:Data" };

    /// <param name="time">The kiosk's clock; null is the machine's.</param>
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(KioskHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddCommandLine(args, Switches);
        AddProvisioned(builder.Configuration);
        // Builds find the page's files through their manifest, which is only read in Development otherwise; published kiosks have wwwroot.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        if (builder.Configuration["urls"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        // Standard output belongs to results such as that of --once.
        builder.Logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        AddKiosk(builder.Services, time ?? TimeProvider.System);
        var app = builder.Build();
        Map(app);
        return app;
    }

    // What klip provision wrote stands before the environment and the command line, which overrule it and say where it is.
    private static void AddProvisioned(ConfigurationManager configuration)
    {
        var data = configuration[$"{KioskOptions.Section}:{nameof(KioskOptions.Data)}"] is { Length: > 0 } set ? set : new KioskOptions().Data;
        var provisioned = new JsonConfigurationSource { Path = new FleetFiles(Path.GetFullPath(data)).SettingsPath, Optional = true };
        provisioned.ResolveFileProvider();
        var sources = configuration.Sources;
        var environment = sources.ToList().FindLastIndex(source => source is EnvironmentVariablesConfigurationSource);
        sources.Insert(Math.Max(environment, 0), provisioned);
    }

    private static void AddKiosk(IServiceCollection services, TimeProvider time)
    {
        services.AddOptions<KioskOptions>().BindConfiguration(KioskOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KioskOptions>, KioskOptionsValidator>();
        services.AddSingleton(time);
        services.AddKioskHealth();
        services.AddSingleton<KioskMetrics>().AddSingleton<PrometheusText>();

        services.AddSingleton<TraySource>().AddSingleton<FrameSlot>().AddSingleton<Preview>().AddSingleton<CameraSight>();
        AddHosted<CaptureService>(services);

        services.AddSingleton<TrayFeed>().AddSingleton<StoreKnowledge>().AddSingleton<GalleryOpener>().AddSingleton<TrayMemory>();
        services.AddSingleton<ReleaseShelf>().AddSingleton<ReleaseSwap>().AddSingleton<ReleaseFetcher>();
        services.AddSingleton<TrayHearing>();
        AddHosted<BarcodeService>(services);
        AddHosted<RecognitionService>(services);
        AddHosted<GallerySyncService>(services);
        services.AddSingleton<FleetOrders>().AddSingleton<FleetClient>().AddSingleton<FleetCounts>().AddSingleton<FleetReport>();
        AddHosted<FleetService>(services);
        services.AddSystemd().AddHostedService<SystemdWatchdog>();

        AddHosted<ScaleService>(services);

        services.AddSingleton<BasketBook>().AddSingleton<Checkout>();
        AddHosted<BasketService>(services);
        services.AddSingleton<Receipts>().AddSingleton<ReceiptPrinter>();
        services.AddSingleton<PointOfSaleGate>();
        AddHosted<PointOfSaleService>(services);

        services.AddRazorComponents().AddInteractiveServerComponents();
        // Pages that are open when the kiosk restarts keep their forms valid.
        services.AddDataProtection().SetApplicationName("RetailKlip.Kiosk");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(keys =>
            keys.XmlRepository = new FileSystemXmlRepository(
                Directory.CreateDirectory(Path.Combine(provider.GetRequiredService<IOptions<KioskOptions>>().Value.Data, "keys")),
                provider.GetRequiredService<ILoggerFactory>())));
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseShopperLanguage();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        app.MapLanguages();
        app.MapKioskHealth();
        app.MapBasket();
        app.MapTray();
        app.MapCamera();
        app.MapAttendant();
        app.MapPointOfSale();
        app.MapEvents();
        app.MapGet("/metrics", (PrometheusText metrics) => Results.Text(metrics.Write(), PrometheusText.ContentType));
        app.Services.GetRequiredService<PrometheusText>();
    }

    private static void AddHosted<TService>(IServiceCollection services)
        where TService : class, IHostedService =>
        services.AddSingleton<TService>().AddHostedService(provider => provider.GetRequiredService<TService>());
}
