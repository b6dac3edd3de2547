using Microsoft.Extensions.Options;
using RetailKlip.Server;

try
{
    await using var app = ServerHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception refused) when (refused is StartRefusedException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
