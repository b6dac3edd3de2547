using RetailKlip.Kiosk;

if (args.Contains("--once"))
    return await OnceCheckout.RunAsync([.. args.Where(arg => arg != "--once")]);

await using var app = KioskHost.Build(args);
// Running ends with all services disposed.
var health = app.Services.GetRequiredService<KioskHealth>();
await app.RunAsync();
return health.Failure is null ? 0 : 1;
