using System.CommandLine;
using RetailKlip.Cli;

var root = new RootCommand("klip, the technician's tool of RetailKlip.Edge: embeds pictures, builds and checks galleries, recognises products, measures.")
{
    new Command("bench", "Measures speed on this machine.") { new BenchSearchCommand() },
};
return await CommandLine.RunAsync(root, args);
