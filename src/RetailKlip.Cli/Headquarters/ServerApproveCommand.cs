using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerApproveCommand : ServerSubcommand
{
    private readonly Argument<string[]> _skus = new("SKU") { Description = "Products.", Arity = ArgumentArity.OneOrMore };

    public ServerApproveCommand(ServerAccess access)
        : base(access, "approve", "Takes products and their embedded pictures into the next release; JSON lines with --json.") => Add(_skus);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var refused = 0;
        foreach (var sku in arguments.GetRequiredValue(_skus).Distinct())
        {
            try
            {
                var request = new ServerRequest(HttpMethod.Put, $"{ServerRequest.Product(sku)}/approval");
                var enrolment = await server.ChangeAsync($"product {sku}", request, JsonOutput.Types.ProductEnrolment, stop);
                var approved = new ApprovalLine(sku, enrolment.Pictures.Count(picture => picture.IsApproved));
                if (arguments.GetValue(Json))
                    JsonOutput.Line(approved, JsonOutput.Types.ApprovalLine);
                else
                    Console.WriteLine(Culture.Text($"product {sku} approved with {approved.Pictures} pictures"));
            }
            catch (ServerRefusedException refusal) when (refusal.IsOfOneProduct)
            {
                Errors.Write(refusal.Message);
                refused++;
            }
        }
        return refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
